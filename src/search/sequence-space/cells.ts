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

/** Where the schedules of cells begin: those of m's first class come first, in the order of n's classes. */
interface Numbering {
  readonly first: Float64Array
  readonly shapeOf: Uint32Array
  readonly shapes: Shapes
}

function* numbered(m: AxisSequences, n: AxisSequences, shapes: Shapes): Generator<undefined, Numbering> {
  const count = m.classes.length * n.classes.length
  const first = new Float64Array(count + 1)
  const shapeOf = new Uint32Array(count)
  let cell = 0
  for (const ofM of m.classes) {
    for (const ofN of n.classes) {
      const shape = shapes.of(ofM, ofN)
      const pairs = ofM.sequences.length * ofN.sequences.length
      shapeOf[cell] = shape
      first[cell + 1] = first[cell] + shapes.all[shape].pairSize * pairs
      cell++
    }
    yield
  }
  return { first, shapeOf, shapes }
}

/**
 * The schedules that the certified strategy settles, in cells. There are some thousand cells where there are millions of
 * regions, so that schedules can be numbered without listing any.
 */
export class Cells {
  /** The structures that any family has. */
  readonly structures: readonly string[]
  /** Number of the first schedule of each cell, and behind them the number of all schedules. */
  readonly #first: Float64Array
  /** By cell, a place among the shapes: there are a few hundred. */
  readonly #shapeOf: Uint32Array
  readonly #shapes: readonly Shape[]

  private constructor(
    readonly workload: Workload,
    readonly hardware: Hardware,
    readonly m: AxisSequences,
    readonly n: AxisSequences,
    readonly choices: CutChoices,
    { first, shapeOf, shapes }: Numbering,
  ) {
    this.#first = first
    this.#shapeOf = shapeOf
    this.#shapes = shapes.all
    this.structures = [...new Set(shapes.all.flatMap(({ families }) => families.map(structureOf)))]
    if (this.size > Number.MAX_SAFE_INTEGER) throw new RangeError(`${this.size} schedules cannot be numbered`)
  }

  /** Makes them, stopping every millisecond or so for who has others to serve. */
  static *inSteps(workload: Workload, hardware: Hardware): Generator<undefined, Cells> {
    const extents = extentsOf(workload, hardware)
    const m = new AxisSequences(tileSequences(extents.m))
    yield
    const n = new AxisSequences(tileSequences(extents.n))
    yield
    const choices = cutChoices(extents.k)
    const shapes = new Shapes(workload, hardware, choices)
    const numbering = yield* numbered(m, n, shapes)
    return new Cells(workload, hardware, m, n, choices, numbering)
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
