import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { residences, type Residences } from '../certified/region.js'
import { choicesFor, cutChoices, schedulesWith, type CutChoices } from '../certified/region-cuts.js'
import { familiesOfPair, type Family } from '../certified/regions.js'
import { groupings, tileSequences } from '../certified/sequences.js'
import { AxisSequences, type SequenceClass } from './axis-sequences.js'

/** A class of sequences of m and one of n: each pair of their sequences has the same families, each as large. */
export interface Cell {
  readonly m: SequenceClass
  readonly n: SequenceClass
  readonly families: readonly Family[]
  /** Where the operands stay in each family. */
  readonly places: readonly Residences[]
  /** Ways in which each family's tiles are grouped: its regions. */
  readonly groupings: readonly number[]
  /** Cuts of k of each region. */
  readonly choices: CutChoices
  /** Schedules of a region, and of a pair of sequences; the latter is 0 where accumulators do not hold such tiles. */
  readonly regionSize: number
  readonly pairSize: number
}

/** A family by what its regions have in common beside their sequences. */
export const structureOf = ({ outer, inp, startsAtOnce }: Omit<Family, 'm' | 'n'>): string =>
  `${outer} outside, A ${inp}, tiles start ${startsAtOnce ? 'at once' : 'one by one'}`

/** Cells that are kept, all dropped when there are more. */
const mostKeptCells = 10_000

/** A sequence whose last size repeats, in its shortest form. */
export function withoutRepeats(sizes: readonly number[]): readonly number[] {
  let length = sizes.length
  while (length > 1 && sizes[length - 1] === sizes[length - 2]) length--
  return sizes.slice(0, length)
}

/** Groupings of so many tiles are many numbers: they are made when they are asked for. */
const mostKeptTiles = 64

/**
 * The schedules that the certified strategy settles, in cells. There are some thousand cells where there are millions of
 * regions, so that schedules can be numbered without listing any.
 */
export class Cells {
  readonly m: AxisSequences
  readonly n: AxisSequences
  readonly choices: CutChoices
  /** The structures that any family has. */
  readonly structures: readonly string[]
  /** Number of the first schedule of each cell, and behind them the number of all schedules. */
  readonly #first: Float64Array
  readonly #groupings = new Map<number, readonly (readonly number[])[]>()
  readonly #groupingCounts = new Map<number, number>()
  readonly #kept = new Map<number, Cell>()

  constructor(
    readonly workload: Workload,
    readonly hardware: Hardware,
  ) {
    const extents = extentsOf(workload, hardware)
    this.m = new AxisSequences(tileSequences(extents.m))
    this.n = new AxisSequences(tileSequences(extents.n))
    this.choices = cutChoices(extents.k)
    const count = this.m.classes.length * this.n.classes.length
    this.#first = new Float64Array(count + 1)
    const structures = new Set<string>()
    for (let i = 0; i < count; i++) {
      const { m, n, families, pairSize } = this.#make(i)
      for (const family of families) structures.add(structureOf(family))
      this.#first[i + 1] = this.#first[i] + pairSize * m.sequences.length * n.sequences.length
    }
    this.structures = [...structures]
    if (this.size > Number.MAX_SAFE_INTEGER) throw new RangeError(`${this.size} schedules cannot be numbered`)
  }

  /** Schedules in all of them. */
  get size(): number {
    return this.#first[this.#first.length - 1]
  }

  /** The cell of two classes. */
  numberOf(classOfM: number, classOfN: number): number {
    return classOfM * this.n.classes.length + classOfN
  }

  classesOf(cell: number): readonly [m: number, n: number] {
    const n = cell % this.n.classes.length
    return [(cell - n) / this.n.classes.length, n]
  }

  /** Number of the first schedule of a cell. */
  firstOf(cell: number): number {
    return this.#first[cell]
  }

  /** The cell that holds a schedule's number. */
  holding(index: number): number {
    let low = 0
    let high = this.#first.length - 2
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#first[middle] <= index) low = middle
      else high = middle - 1
    }
    return low
  }

  at(cell: number): Cell {
    const kept = this.#kept.get(cell)
    if (kept) return kept
    const made = this.#make(cell)
    if (this.#kept.size >= mostKeptCells) this.#kept.clear()
    this.#kept.set(cell, made)
    return made
  }

  /** Ways in which tiles that start at once share their ALU passes. */
  groupingsOf(tiles: number): readonly (readonly number[])[] {
    const kept = this.#groupings.get(tiles)
    if (kept) return kept
    const made = groupings(tiles).map(withoutRepeats)
    if (tiles <= mostKeptTiles) this.#groupings.set(tiles, made)
    return made
  }

  #countGroupings(tiles: number): number {
    const known = this.#groupingCounts.get(tiles) ?? groupings(tiles).length
    this.#groupingCounts.set(tiles, known)
    return known
  }

  #make(cell: number): Cell {
    const [classOfM, classOfN] = this.classesOf(cell)
    const m = this.m.classes[classOfM]
    const n = this.n.classes[classOfN]
    const tiles = m.chunks * n.chunks
    const families = [...familiesOfPair(this.workload, this.hardware, m.sequences[0], n.sequences[0])]
    const counts = families.map(({ startsAtOnce }) => (startsAtOnce ? this.#countGroupings(tiles) : 1))
    const choices = choicesFor(this.choices, tiles)
    const regionSize = schedulesWith(choices)
    const pairSize = regionSize * counts.reduce((sum, count) => sum + count, 0)
    const places = families.map(({ outer }) =>
      residences(this.workload, this.hardware, outer, { m: m.first, n: n.first }),
    )
    return { m, n, families, places, groupings: counts, choices, regionSize, pairSize }
  }
}
