import type { Schedule } from '../../compiler/schedule.js'
import { cut, extentsOf, sizesOf } from '../../compiler/tiles.js'
import { regionSchedule } from '../certified/region.js'
import type { Cut } from '../certified/region-cuts.js'
import type { Digits } from '../mixed-radix.js'
import { clamp, indexOfSequence } from './axis-sequences.js'
import { structureOf, withoutRepeats, type Cell, type Cells } from './cells.js'

/** Digits, most significant first: three for m, three for n, structure, groups, three for k, and the micro-ops' place. */
const placeCount = 12

const uopPlaces = ['first', 'after_copy'] as const

/** A schedule of a cell, place by place, each within what the cell has. */
interface Choice {
  readonly cell: number
  readonly m: number
  readonly n: number
  readonly family: number
  readonly group: number
  readonly first: number
  readonly middle: number
  readonly last: number
  readonly uop: number
}

/**
 * Schedules of the sequence space as numbers and as digits. Every schedule has its own digits; but how many choices a
 * place has depends on the others, and a digit beyond them stands for the last.
 */
export class SequenceDigits {
  constructor(private readonly cells: Cells) {}

  digits(index: number, into: Digits = new Int32Array(placeCount)): Digits {
    const { cell, m, n, family, group, first, middle, last, uop } = this.#choiceAt(index)
    const [classOfM, classOfN] = this.cells.classesOf(cell)
    const placeOfM = this.cells.m.placeOf(classOfM)
    const placeOfN = this.cells.n.placeOf(classOfN)
    const structure = this.cells.structures.indexOf(structureOf(this.cells.at(cell).families[family]))
    into.set([placeOfM.length, placeOfM.first, m, placeOfN.length, placeOfN.first, n])
    into.set([structure, group, first, middle, last, uop], 6)
    return into
  }

  /** The number of what digits stand for; of the schedule behind it, where no accumulators hold such tiles. */
  indexOf(digits: Digits): number {
    const [mChunks, mFirst, mRest, nChunks, nFirst, nRest, structure, groups, firstK, tileK, lastK, uop] =
      digits
    const number = this.cells.numberOf(
      this.cells.m.classAt(mChunks, mFirst),
      this.cells.n.classAt(nChunks, nFirst),
    )
    const cell = this.cells.at(number)
    if (cell.pairSize === 0) return clamp(this.cells.firstOf(number), this.cells.size)
    const { first, middle, last } = cell.choices
    const wanted = cell.families.findIndex((each) => structureOf(each) === this.cells.structures[structure])
    const family = Math.max(0, wanted)
    return this.#numberOf(cell, {
      cell: number,
      m: clamp(mRest, cell.m.sequences.length),
      n: clamp(nRest, cell.n.sequences.length),
      family,
      group: clamp(groups, cell.groupings[family]),
      first: clamp(firstK, first.length),
      middle: clamp(tileK, middle.length),
      last: clamp(lastK, last.length),
      uop,
    })
  }

  at(index: number): Schedule {
    const choice = this.#choiceAt(index)
    const { m, n, families, places, choices } = this.cells.at(choice.cell)
    const family = families[choice.family]
    const tiles = m.chunks * n.chunks
    const { outer, inp, startsAtOnce } = family
    const groups = startsAtOnce ? this.cells.groupingsOf(tiles)[choice.group] : oneByOne
    return regionSchedule(
      { outer, m: m.sequences[choice.m], n: n.sequences[choice.n], inp, startsAtOnce, groups },
      places[choice.family],
      {
        first: choices.first[choice.first].sequence,
        middle: choices.middle[choice.middle].sequence,
        last: choices.last[choice.last].sequence,
      },
      uopPlaces[choice.uop],
    )
  }

  /** The number of a schedule, or of one that is near it place by place. */
  nearest(schedule: Schedule): number {
    const extents = extentsOf(this.cells.workload, this.cells.hardware)
    const m = this.cells.m.nearest(sizesOf(cut(schedule.tile_m, extents.m)))
    const n = this.cells.n.nearest(sizesOf(cut(schedule.tile_n, extents.n)))
    const cell = this.cells.at(
      this.cells.numberOf(this.cells.m.classAt(m.length, m.first), this.cells.n.classAt(n.length, n.first)),
    )
    const tiles = cell.m.chunks * cell.n.chunks
    const groups = indexOfSequence(
      this.cells.groupingsOf(tiles),
      withoutRepeats(sizesOf(cut(schedule.alu_tiles, tiles))),
    )
    const structure = structureOf({
      outer: schedule.order.indexOf('m') < schedule.order.indexOf('n') ? 'm' : 'n',
      inp: schedule.inp_at === 'k' ? 'again' : schedule.inp_fill === 'whole' ? 'whole' : 'pieces',
      startsAtOnce: schedule.acc_at !== 'k',
    })
    const { first, middle, last } = cell.choices
    const cutOf = (cuts: readonly Cut[], tile: Schedule['first_k']): number =>
      indexOfSequence(
        cuts.map(({ sequence }) => sequence),
        sizesOf(cut(tile ?? schedule.tile_k, extents.k)),
      )
    const sequences = [m.length, m.first, m.rest, n.length, n.first, n.rest]
    const cuts = [
      cutOf(first, schedule.first_k),
      cutOf(middle, schedule.tile_k),
      cutOf(last, schedule.last_k),
    ]
    const uop = uopPlaces.indexOf(schedule.uop_at)
    const found = [...sequences, this.cells.structures.indexOf(structure), groups, ...cuts, uop]
    return this.indexOf(Int32Array.from(found, (digit) => Math.max(0, digit)))
  }

  #choiceAt(index: number): Choice {
    if (!Number.isInteger(index) || index < 0 || index >= this.cells.size) {
      throw new RangeError(`number ${index}: 0 to ${this.cells.size - 1}`)
    }
    const number = this.cells.holding(index)
    const cell = this.cells.at(number)
    const [pair, inPair] = divide(index - this.cells.firstOf(number), cell.pairSize)
    const [m, n] = divide(pair, cell.n.sequences.length)
    let family = 0
    let inFamily = inPair
    while (inFamily >= cell.groupings[family] * cell.regionSize) {
      inFamily -= cell.groupings[family++] * cell.regionSize
    }
    const [group, inRegion] = divide(inFamily, cell.regionSize)
    const [cuts, uop] = divide(inRegion, uopPlaces.length)
    const [firstAndMiddle, last] = divide(cuts, cell.choices.last.length)
    const [first, middle] = divide(firstAndMiddle, cell.choices.middle.length)
    return { cell: number, m, n, family, group, first, middle, last, uop }
  }

  #numberOf(cell: Cell, { cell: number, m, n, family, group, first, middle, last, uop }: Choice): number {
    const pair = m * cell.n.sequences.length + n
    let region = group
    for (let i = 0; i < family; i++) region += cell.groupings[i]
    const cuts = (first * cell.choices.middle.length + middle) * cell.choices.last.length + last
    const inPair = region * cell.regionSize + cuts * uopPlaces.length + uop
    return this.cells.firstOf(number) + pair * cell.pairSize + inPair
  }
}

/** The last size of a sequence repeats. */
const oneByOne = [1] as const

/** How often a number goes into another, and what is left. */
function divide(number: number, by: number): readonly [times: number, rest: number] {
  const rest = number % by
  return [(number - rest) / by, rest]
}
