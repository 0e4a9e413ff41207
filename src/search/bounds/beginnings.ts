import type { Pending } from './pending.js'
import type { Tally } from './tally.js'

/** A program up to the end of an epoch's loads. */
export interface Beginning {
  readonly tally: Tally
  /** Beats that are missing before this epoch's loads. */
  readonly missing: number
  /** Whether elements of A are among them. */
  readonly someOfA: boolean
  readonly pending: Pending
  /** Cycles that its programs take at least for what is stored after some epoch so far. */
  readonly floor: number
}

/** Those of a tally. */
interface Group {
  readonly tally: Tally
  readonly kept: Beginning[]
  /** The fewest beats that are missing in one. */
  fewest: number
  /** Groups whose tallies are no worse, this one too: the likeliest to beat another first. */
  readonly better: Group[]
}

/**
 * Beginnings of programs that were seen. One is beaten by another of as many epochs that has more of nothing. Tallies are
 * compared once for all beginnings that have them.
 */
export class Beginnings {
  private readonly groups = new Map<Tally, Group>()
  private readonly groupsOfB = new Map<Tally, Group>()
  private readonly byEpochs: Group[][] = []

  /** @param computeMatters whether what compute needs may be what counts in the end. */
  constructor(private readonly computeMatters: boolean) {}

  /**
   * Whether a beginning, not kept yet, is beaten by one that was kept.
   * @param sure cycles that nothing yet to be found is below.
   */
  beat(one: Beginning, sure: number): boolean {
    const { better } = this.groupOf(one)
    for (let i = 0; i < better.length; i++) {
      if (!beats(better[i], one, sure)) continue
      if (i > 0) {
        const first = better[i - 1]
        better[i - 1] = better[i]
        better[i] = first
      }
      return true
    }
    return false
  }

  /** Whether a beginning that was kept is beaten by one that was kept after it. */
  beatSince(one: Beginning, sure: number): boolean {
    return this.groupOf(one).better.some((group) => beats(group, one, sure))
  }

  /** Keeps a beginning in the place of those of its tally that it beats. */
  keep(one: Beginning): void {
    const group = this.groupOf(one)
    const { kept } = group
    let left = 0
    for (const other of kept) if (!isNoMore(one, other, 0)) kept[left++] = other
    kept.length = left
    kept.push(one)
    group.fewest = Math.min(group.fewest, one.missing)
  }

  private groupOf({ tally, someOfA }: Beginning): Group {
    const groups = someOfA ? this.groups : this.groupsOfB
    return groups.get(tally) ?? this.made(tally, someOfA, groups)
  }

  private made(tally: Tally, someOfA: boolean, groups: Map<Tally, Group>): Group {
    const { byEpochs, computeMatters } = this
    const group: Group = { tally, kept: [], fewest: Infinity, better: [] }
    const key = 2 * tally.epochs + Number(someOfA)
    const others = (byEpochs[key] ??= [])
    others.push(group)
    for (const other of others) {
      if (other.tally.isNoWorse(tally, computeMatters)) group.better.push(other)
      if (other !== group && tally.isNoWorse(other.tally, computeMatters)) other.better.push(group)
    }
    groups.set(tally, group)
    return group
  }
}

/** Whether a beginning is beaten by another of a group. */
function beats({ fewest, kept }: Group, one: Beginning, sure: number): boolean {
  if (fewest > one.missing) return false
  for (let i = kept.length - 1; i >= 0; i--) {
    const other = kept[i]
    if (other !== one && isNoMore(other, one, sure)) return true
  }
  return false
}

const isNoMore = (one: Beginning, other: Beginning, sure: number): boolean =>
  one.missing <= other.missing &&
  one.floor <= Math.max(other.floor, sure) &&
  one.pending.isNoMore(other.pending)
