import type { Random } from '../../../workload/random.js'
import type { DraftCut } from '../draft.js'
import { anyIndex, anySign, coin, type Move } from './move.js'

/** Parts a group of tiles in two, joins two, or shifts a tile from one to the next. */
export const changeGroups: Move = ({ groups }, random) => {
  const at = random.below(groups.length)
  const kind = random.below(3)
  const group = groups[at]
  if (kind === 0 && group.tiles > 1) {
    const first = 1 + random.below(group.tiles - 1)
    groups.splice(at, 1, { tiles: first, cuts: [] }, { ...group, tiles: group.tiles - first })
    return true
  }
  if (at + 1 >= groups.length) return false
  const next = groups[at + 1]
  if (kind === 1) {
    groups.splice(at, 2, { ...next, tiles: next.tiles + group.tiles })
  } else if (group.tiles > 1) {
    groups[at] = { ...group, tiles: group.tiles - 1 }
    groups[at + 1] = { ...next, tiles: next.tiles + 1 }
  } else return false
  return true
}

/** More passes than most epilogues have: to part more than there are is to part all. */
const mostPasses = 3

/** Small numbers as often as large ones. */
const anyOutputs = (random: Random): number => 1 + random.below(2 << random.below(10))

/** Parts the last passes of a group, mostly of the last one. */
export const addCut: Move = ({ groups }, random) => {
  const at = coin(random) ? groups.length - 1 : random.below(groups.length)
  const added = { behind: anyOutputs(random), passes: 1 + random.below(mostPasses) }
  groups[at] = { ...groups[at], cuts: [...groups[at].cuts, added] }
  return true
}

/** Takes a border inside a group away, or moves it, or has it part other passes. */
export const changeCut: Move = ({ groups }, random) => {
  const which = anyIndex(groups, ({ cuts }) => cuts.length > 0, random)
  if (which === null) return false
  const { tiles, cuts } = groups[which]
  const at = random.below(cuts.length)
  const kind = random.below(4)
  groups[which] = {
    tiles,
    cuts: kind === 0 ? cuts.toSpliced(at, 1) : cuts.with(at, otherCut(cuts[at], kind, random)),
  }
  return true
}

function otherCut({ behind, passes }: DraftCut, kind: number, random: Random): DraftCut {
  if (kind === 1) return { behind, passes: 1 + random.below(mostPasses) }
  const step = coin(random) ? 1 + random.below(3) : anyOutputs(random)
  return { behind: Math.max(1, behind + step * anySign(random)), passes }
}
