import type { KnobName, Schedule } from '../compiler/schedule.js'
import { cutAxes, extentsOf, mostChunks, type Extents } from '../compiler/tiles.js'
import type { Stopwatch } from './stopwatch.js'
import { variantsOf, type Variant } from './variants.js'

/** What a schedule one step of one knob away costs. */
export interface Neighbour {
  readonly knob: KnobName
  readonly value: Schedule[KnobName]
  /** Null where it is illegal or was not tried. */
  readonly cycles: number | null
  /** Its cycles less the schedule's own; null without any. */
  readonly difference: number | null
  /** It compiles to the schedule's own program: here the knob changes nothing. */
  readonly same_program: boolean
  /** Why there are no cycles: the limit that it exceeds, or that its program is too long to try. */
  readonly detail: string | null
}

/** Instructions that all neighbours together may have: about a second of compiling and timing. */
const instructionBudget = 250_000

/** A schedule that was timed. */
export interface Own {
  readonly schedule: Schedule
  readonly cycles: number
  /** Length of its program. */
  readonly instructions: number
}

/** Every neighbour of a schedule, timed, the fastest first; what has no cycles comes last. */
export function neighboursOf(own: Own, watch: Stopwatch): readonly Neighbour[] {
  const { schedule, cycles } = own
  const extents = extentsOf(watch.workload, watch.hardware)
  const perProduct = own.instructions / productsOf(schedule, extents)
  const form = watch.form(schedule)
  const neighbours = variantsOf(schedule, extents).map((variant) => {
    if (watch.form(variant.schedule) === form) return withCycles(variant, cycles, own, true)
    const length = perProduct * productsOf(variant.schedule, extents)
    if (watch.instructions + length > instructionBudget) return without(variant, 'not tried: a long program')
    const timed = watch.time(variant.schedule)
    return 'illegal' in timed
      ? without(variant, timed.illegal)
      : withCycles(variant, timed.cycles, own, false)
  })
  return neighbours.toSorted((a, b) => rank(a) - rank(b))
}

const rank = ({ cycles }: Neighbour): number => cycles ?? Number.MAX_SAFE_INTEGER

const withCycles = ({ knob, value }: Variant, cycles: number, own: Own, same: boolean): Neighbour => ({
  knob,
  value,
  cycles,
  difference: cycles - own.cycles,
  same_program: same,
  detail: null,
})

const without = ({ knob, value }: Variant, detail: string): Neighbour => ({
  knob,
  value,
  cycles: null,
  difference: null,
  same_program: false,
  detail,
})

/** Products of tiles that a schedule makes: its program's length is about proportional to that. */
function productsOf(schedule: Schedule, extents: Extents): number {
  const cutting = cutAxes(schedule, extents)
  return mostChunks(cutting, 'm') * mostChunks(cutting, 'n') * mostChunks(cutting, 'k')
}
