import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { cutChoices, type CutChoices } from '../certified/region-cuts.js'
import { tileSequences } from '../certified/sequences.js'
import { AxisSequences, type SequenceClass } from './axis-sequences.js'
import { Shapes, structureOf, type Shape } from './shapes.js'

/** A class of sequences of m and one of n: each pair of their sequences has the same families, each as large. */
export interface Cell {
  readonly m: SequenceClass
  readonly n: SequenceClass
  readonly shape: Shape
}

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
  /** By cell, a place among the shapes: there are a few hundred. */
  readonly #shapeOf: Uint32Array
  readonly #shapes: readonly Shape[]

  constructor(
    readonly workload: Workload,
    readonly hardware: Hardware,
  ) {
    const extents = extentsOf(workload, hardware)
    this.m = new AxisSequences(tileSequences(extents.m))
    this.n = new AxisSequences(tileSequences(extents.n))
    this.choices = cutChoices(extents.k)
    const shapes = new Shapes(workload, hardware, this.choices)
    const count = this.m.classes.length * this.n.classes.length
    this.#first = new Float64Array(count + 1)
    this.#shapeOf = new Uint32Array(count)
    for (const [i, m] of this.m.classes.entries()) {
      for (const [j, n] of this.n.classes.entries()) {
        const cell = this.numberOf(i, j)
        const shape = shapes.of(m, n)
        const pairs = m.sequences.length * n.sequences.length
        this.#shapeOf[cell] = shape
        this.#first[cell + 1] = this.#first[cell] + shapes.all[shape].pairSize * pairs
      }
    }
    this.#shapes = shapes.all
    this.structures = [...new Set(shapes.all.flatMap(({ families }) => families.map(structureOf)))]
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
    const [classOfM, classOfN] = this.classesOf(cell)
    return {
      m: this.m.classes[classOfM],
      n: this.n.classes[classOfN],
      shape: this.#shapes[this.#shapeOf[cell]],
    }
  }
}
