import { setPlace, spoil } from './accumulators'
import { ACC, clearPad, ENDLESS, INP, OUT, padOf, WGT } from './segments'
import { blocksOfK } from './tensors'

/** What scratchpads hold at launch: nothing that a right program uses. */
export function launch(): void {
  setPlace(clearPad(padOf(INP)), 0, ENDLESS, 0, blocksOfK)
  setPlace(clearPad(padOf(WGT)), 0, ENDLESS, 0, blocksOfK)
  spoil(clearPad(padOf(ACC)))
  spoil(clearPad(padOf(OUT)))
}
