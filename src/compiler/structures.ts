import { biasStays } from './bias-place.js'
import { flatten, type FlatNest } from './flat-nest.js'
import { normalLoops, normalSchedule, severalChunks, type LoopKnobs } from './normal.js'
import { tensorizedNest } from './pipeline.js'
import { axesOf, type AttachPoint, type Axis, type Fill, type LoopOrder, type Schedule } from './schedule.js'
import type { Subject } from './subject.js'
import { mostChunks, type Cutting } from './tiles.js'

/** What a schedule's loops are, whatever the sizes of their chunks. */
interface Structure {
  readonly loops: LoopKnobs
  /** Axes of the loops around the start of C's tiles. */
  readonly aroundStart: readonly Axis[]
  /** The nest with the bias in the accumulators for the whole program, and with a part of it for each tile. */
  biasOutside: FlatNest | null
  biasInside: FlatNest | null
}

/** Structures that are kept: all are dropped when there are more. */
const keptStructures = 8192

const orderNumber = { mnk: 0, mkn: 1, nmk: 2, nkm: 3, kmn: 4, knm: 5 } as const satisfies Record<
  LoopOrder,
  number
>
const pointNumber = { root: 0, m: 1, n: 2, k: 3 } as const satisfies Record<AttachPoint, number>
const fillNumber = { whole: 0, first_use: 1 } as const satisfies Record<Fill, number>

/** The nests of schedules: the passes run once for all schedules with the same loops. */
export class Structures {
  /** By the knobs as they are, and by their normal forms, of which there are fewer. */
  readonly #known = new Map<number, Structure>()
  readonly #normal = new Map<number, Structure>()

  /** The loops of a schedule and its nest after every nest pass. */
  of(subject: Subject, schedule: Schedule, cutting: Cutting): { loops: LoopKnobs; nest: FlatNest } {
    const structure = this.#structureOf(subject, schedule, cutting)
    const { loops, aroundStart } = structure
    const { extents, hardware, workload } = subject
    const stays =
      !workload.epilogue.bias ||
      biasStays(aroundStart, cutting, extents, hardware, loops, schedule.acc_buffers)
    const nest = stays
      ? (structure.biasOutside ??= nestOf(subject, schedule))
      : (structure.biasInside ??= nestOf(subject, schedule))
    return { loops, nest }
  }

  #structureOf(subject: Subject, schedule: Schedule, cutting: Cutting): Structure {
    const listed = schedule.products !== null
    const key = keyOf(subject, schedule, listed, cutting)
    const known = this.#known.get(key)
    if (known) return known
    const loops = normalLoops(schedule, severalChunks(cutting), subject.fromBias)
    const normalKey = keyOf(subject, loops, listed, cutting)
    const structure = this.#normal.get(normalKey) ?? {
      loops,
      aroundStart: aroundStartOf(loops, cutting),
      biasOutside: null,
      biasInside: null,
    }
    if (this.#known.size >= keptStructures) this.#forget()
    this.#normal.set(normalKey, structure)
    this.#known.set(key, structure)
    return structure
  }

  #forget(): void {
    this.#known.clear()
    this.#normal.clear()
  }
}

const nestOf = ({ workload, hardware }: Subject, schedule: Schedule): FlatNest =>
  flatten(tensorizedNest(workload, normalSchedule(schedule, workload, hardware), hardware))

/** Axes of the loops around the start of C's tiles: those outside k, down to the one that starts them. */
function aroundStartOf({ order, acc_at: at }: LoopKnobs, cutting: Cutting): readonly Axis[] {
  const loops = axesOf[order].filter((axis) => axis === 'k' || mostChunks(cutting, axis) > 1)
  if (at === 'root') return []
  return at === 'k' ? loops.slice(0, loops.indexOf('k')) : loops.slice(0, loops.indexOf(at) + 1)
}

/** A number for all that the nest passes ask of a schedule and a workload, but for the bias's place. */
function keyOf(
  { workload, fromBias, passes }: Subject,
  loops: LoopKnobs,
  listed: boolean,
  cutting: Cutting,
): number {
  const { threads } = loops
  let key = orderNumber[loops.order] * 4 + pointNumber[loops.inp_at]
  key = key * 4 + pointNumber[loops.wgt_at]
  key = key * 4 + pointNumber[loops.acc_at]
  key = key * 2 + fillNumber[loops.inp_fill]
  key = key * 2 + fillNumber[loops.wgt_fill]
  key = key * 3 + (threads === 1 ? 0 : threads === 2 ? 1 : 2)
  key = key * 2 + (loops.thread_axis === 'm' ? 0 : 1)
  key = key * 2 + (listed ? 1 : 0)
  key = key * 2 + (mostChunks(cutting, 'm') > 1 ? 1 : 0)
  key = key * 2 + (mostChunks(cutting, 'n') > 1 ? 1 : 0)
  key = key * 2 + (mostChunks(cutting, 'k') > 1 ? 1 : 0)
  key = key * 2 + (workload.epilogue.bias ? 1 : 0)
  key = key * 2 + (fromBias ? 1 : 0)
  return key * 2 + (passes.length > 0 ? 1 : 0)
}
