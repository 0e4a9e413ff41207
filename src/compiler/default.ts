import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { plainKnobs, type Schedule } from './schedule.js'
import { extentsOf } from './tiles.js'

/**
 * The schedule of the tutorial: as much of C as fits stays in the accumulators, k is walked one block at a time
 * outside it, both copies are attached there, one thread. Legal for every workload that fits DRAM, and plain.
 */
export function defaultSchedule(workload: Workload, hardware: Hardware): Schedule {
  const { m, n } = extentsOf(workload, hardware)
  const { inp, wgt, acc } = hardware.depth
  const biasBlocks = workload.epilogue.bias ? Math.min(n, acc / 2) : 0
  const tileN = Math.min(n, wgt, acc / 2)
  const tileM = Math.max(1, Math.min(m, inp, Math.floor((acc - biasBlocks) / tileN)))
  return {
    ...plainKnobs,
    tile_m: tileM,
    tile_n: tileN,
    tile_k: 1,
    order: 'mnk',
    inp_at: 'k',
    wgt_at: 'k',
    threads: 1,
    thread_axis: 'm',
    uop_axis: 'n',
  }
}
