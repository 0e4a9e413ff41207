import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { residences, type Residences } from '../certified/region.js'
import { choicesFor, schedulesWith, type CutChoices } from '../certified/region-cuts.js'
import { familiesOfPair, type Family } from '../certified/regions.js'
import { groupings } from '../certified/sequences.js'
import type { SequenceClass } from './axis-sequences.js'

/** A family without its sequences: many pairs of them have the same. */
export type Structure = Omit<Family, 'm' | 'n'>

/** What a pair of sequences has, whichever they are of their classes. */
export interface Shape {
  readonly families: readonly Structure[]
  /** Where the operands stay in each family. */
  readonly places: readonly Residences[]
  /** Ways in which each family's tiles are grouped, in their shortest forms: its regions. */
  readonly groupings: readonly (readonly (readonly number[])[])[]
  /** Cuts of k of each region. */
  readonly choices: CutChoices
  /** Schedules of a region, and of a pair of sequences; the latter is 0 where accumulators do not hold such tiles. */
  readonly regionSize: number
  readonly pairSize: number
}

/** A family by what its regions have in common beside their sequences. */
export const structureOf = ({ outer, inp, startsAtOnce }: Structure): string =>
  `${outer} outside, A ${inp}, tiles start ${startsAtOnce ? 'at once' : 'one by one'}`

/** Where tiles start one by one, each has passes of its own: the last size of a sequence repeats. */
const oneByOne = [[1]] as const

/** Shapes of pairs of classes, each made once. */
export class Shapes {
  readonly all: Shape[] = []
  readonly #known = new Map<number, number>()
  /** By outer loop, its first chunk: a place among the different ones. */
  readonly #stays: Readonly<Record<'m' | 'n', Map<number, number>>> = { m: new Map(), n: new Map() }
  readonly #places: string[] = []

  constructor(
    private readonly workload: Workload,
    private readonly hardware: Hardware,
    private readonly choices: CutChoices,
  ) {}

  /** A pair's shape, a place in the list of all. */
  of(m: SequenceClass, n: SequenceClass): number {
    const key = this.#keyOf(m, n)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.all.push(this.#make(m, n))
    this.#known.set(key, this.all.length - 1)
    return this.all.length - 1
  }

  /** A number for all that the families of a pair depend on (familiesOfPair), their sizes too. */
  #keyOf(m: SequenceClass, n: SequenceClass): number {
    const holdsTile = m.first * n.first <= this.hardware.depth.acc
    const isPlane = m.chunks > 1 && n.chunks > 1
    const flags = Number(holdsTile) + 2 * Number(isPlane)
    const stays = 16 * this.#stay('m', m.first) + this.#stay('n', n.first)
    return (m.chunks * n.chunks * 256 + stays) * 4 + flags
  }

  /** A number below 16 for where operands stay with a loop outside: that depends on the loop's own chunk alone. */
  #stay(outer: 'm' | 'n', first: number): number {
    const known = this.#stays[outer].get(first)
    if (known !== undefined) return known
    const places = JSON.stringify(residences(this.workload, this.hardware, outer, { m: first, n: first }))
    if (!this.#places.includes(places)) this.#places.push(places)
    this.#stays[outer].set(first, this.#places.indexOf(places))
    return this.#places.indexOf(places)
  }

  #make(m: SequenceClass, n: SequenceClass): Shape {
    const { workload, hardware } = this
    const tiles = m.chunks * n.chunks
    const families = [...familiesOfPair(workload, hardware, m.sequences[0], n.sequences[0])]
    const ways = families.map(({ startsAtOnce }) => (startsAtOnce ? groupings(tiles) : oneByOne))
    const choices = choicesFor(this.choices, tiles)
    const regionSize = schedulesWith(choices)
    return {
      families,
      places: families.map(({ outer }) => residences(workload, hardware, outer, { m: m.first, n: n.first })),
      groupings: ways,
      choices,
      regionSize,
      pairSize: regionSize * ways.reduce((sum, { length }) => sum + length, 0),
    }
  }
}
