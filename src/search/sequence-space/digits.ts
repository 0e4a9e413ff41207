import type { Schedule } from '../../compiler/schedule.js'
import { cut, extentsOf, sizesOf } from '../../compiler/tiles.js'
import { regionSchedule } from '../certified/region.js'
import type { Cut } from '../certified/region-cuts.js'
import type { Digits } from '../mixed-radix.js'
import { groupings, withoutRepeats } from '../certified/sequences.js'
import { clamp, indexOfSequence } from './axis-sequences.js'
import type { Cells } from './cells.js'
import { structureOf } from './shapes.js'

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
    const structure = this.cells.structures.indexOf(structureOf(this.cells.at(cell).shape.families[family]))
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
    const { m, n, shape } = this.cells.at(number)
    if (shape.pairSize === 0) return clamp(this.cells.firstOf(number), this.cells.size)
    const { first, middle, last } = shape.choices
    const wanted = shape.families.findIndex((each) => structureOf(each) === this.cells.structures[structure])
    const family = Math.max(0, wanted)
    return this.#numberOf({
      cell: number,
      m: clamp(mRest, m.sequences.length),
      n: clamp(nRest, n.sequences.length),
      family,
      group: clamp(groups, shape.groupings[family].length),
      first: clamp(firstK, first.length),
      middle: clamp(tileK, middle.length),
      last: clamp(lastK, last.length),
      uop,
    })
  }

  at(index: number): Schedule {
    const choice = this.#choiceAt(index)
    const { m, n, shape } = this.cells.at(choice.cell)
    const { families, places, choices, groupings: ways } = shape
    const { outer, inp, startsAtOnce } = families[choice.family]
    const groups = ways[choice.family][choice.group]
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
    const groups = indexOfSequence(groupings(tiles), withoutRepeats(sizesOf(cut(schedule.alu_tiles, tiles))))
    const structure = structureOf({
      outer: schedule.order.indexOf('m') < schedule.order.indexOf('n') ? 'm' : 'n',
      inp: schedule.inp_at === 'k' ? 'again' : schedule.inp_fill === 'whole' ? 'whole' : 'pieces',
      startsAtOnce: schedule.acc_at !== 'k',
    })
    const { first, middle, last } = cell.shape.choices
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
    const uop = Math.max(
      0,
      uopPlaces.findIndex((place) => place === schedule.uop_at),
    )
    const found = [...sequences, this.cells.structures.indexOf(structure), groups, ...cuts, uop]
    return this.indexOf(Int32Array.from(found, (digit) => Math.max(0, digit)))
  }

  #choiceAt(index: number): Choice {
    if (!Number.isInteger(index) || index < 0 || index >= this.cells.size) {
      throw new RangeError(`number ${index}: 0 to ${this.cells.size - 1}`)
    }
    const number = this.cells.holding(index)
    const cell = this.cells.at(number)
    const { choices, groupings: ways, regionSize, pairSize } = cell.shape
    const [pair, inPair] = divide(index - this.cells.firstOf(number), pairSize)
    const [m, n] = divide(pair, cell.n.sequences.length)
    let family = 0
    let inFamily = inPair
    while (inFamily >= ways[family].length * regionSize) inFamily -= ways[family++].length * regionSize
    const [group, inRegion] = divide(inFamily, regionSize)
    const [cuts, uop] = divide(inRegion, uopPlaces.length)
    const [firstAndMiddle, last] = divide(cuts, choices.last.length)
    const [first, middle] = divide(firstAndMiddle, choices.middle.length)
    return { cell: number, m, n, family, group, first, middle, last, uop }
  }

  #numberOf({ cell, m, n, family, group, first, middle, last, uop }: Choice): number {
    const { n: classOfN, shape } = this.cells.at(cell)
    const { choices, groupings: ways, regionSize, pairSize } = shape
    const pair = m * classOfN.sequences.length + n
    let region = group
    for (let i = 0; i < family; i++) region += ways[i].length
    const cuts = (first * choices.middle.length + middle) * choices.last.length + last
    const inPair = region * regionSize + cuts * uopPlaces.length + uop
    return this.cells.firstOf(cell) + pair * pairSize + inPair
  }
}

/** How often a number goes into another, both below 2^53, and what is left. */
function divide(number: number, by: number): readonly [times: number, rest: number] {
  // A quotient that is no whole number lies at least 1 / by below the next one, which is more than it is rounded by.
  const times = Math.floor(number / by)
  return [times, number - times * by]
}
