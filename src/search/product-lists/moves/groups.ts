import type { Random } from '../../../workload/random.js'
import { anySign, coin, type Move } from './move.js'

/** Parts a group of tiles in two, joins two, or shifts a tile from one to the next. */
export const changeGroups: Move = ({ groups }, random) => {
  const at = random.below(groups.length)
  const kind = random.below(3)
  const group = groups[at]
  if (kind === 0 && group.tiles > 1) {
    const first = 1 + random.below(group.tiles - 1)
    groups.splice(at, 0, { tiles: first, cuts: [] })
    group.tiles -= first
    return true
  }
  if (at + 1 >= groups.length) return false
  const next = groups[at + 1]
  if (kind === 1) {
    next.tiles += group.tiles
    groups.splice(at, 1)
  } else if (group.tiles > 1) {
    group.tiles--
    next.tiles++
  } else return false
  return true
}

/** More passes than most epilogues have: to part more than there are is to part all. */
const mostPasses = 3

/** Small numbers as often as large ones. */
const anyOutputs = (random: Random): number => 1 + random.below(2 << random.below(10))

/** Parts the last passes of a group, mostly of the last one. */
export const addCut: Move = ({ groups }, random) => {
  const group = coin(random) ? groups[groups.length - 1] : groups[random.below(groups.length)]
  group.cuts = [...group.cuts, { behind: anyOutputs(random), passes: 1 + random.below(mostPasses) }]
  return true
}

/** Takes a border inside a group away, or moves it, or has it part other passes. */
export const changeCut: Move = ({ groups }, random) => {
  const parted = groups.filter(({ cuts }) => cuts.length > 0)
  if (parted.length === 0) return false
  const group = parted[random.below(parted.length)]
  const at = random.below(group.cuts.length)
  const { behind, passes } = group.cuts[at]
  const kind = random.below(4)
  if (kind === 0) {
    group.cuts = group.cuts.toSpliced(at, 1)
    return true
  }
  if (kind === 1) {
    group.cuts = group.cuts.with(at, { behind, passes: 1 + random.below(mostPasses) })
    return true
  }
  const step = coin(random) ? 1 + random.below(3) : anyOutputs(random)
  group.cuts = group.cuts.with(at, { behind: Math.max(1, behind + step * anySign(random)), passes })
  return true
}
