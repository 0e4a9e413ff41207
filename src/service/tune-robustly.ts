import { defaultSchedule } from '../compiler/default.js'
import { InputError } from '../hardware/input.js'
import { these } from '../measure/candidates.js'
import { rowsOf } from '../measure/row-group.js'
import { startUpDelays } from '../hardware/start-up-delays.js'
import { gapOf } from './bound-beside.js'
import { CertifiedRun } from './certified-run.js'
import { requireTunable, tune } from './tune.js'
import type { TuneOptions } from './tuning-run.js'
import type { TuneRequest, TuneResult } from './tuning.js'

export const objectives = ['cycles', 'robust'] as const
export type Objective = (typeof objectives)[number]

/** What a tuning minimises, by its name from outside. @throws InputError naming the ones there are. */
export function objectiveOf(name: string): Objective {
  const found = objectives.find((known) => known === name)
  if (found === undefined) {
    throw new InputError('objective', `unknown objective "${name}": one of ${objectives.join(', ')}`)
  }
  return found
}

/** A tuning's result by the robust objective; `cycles` and all that follows from them are the machine's own. */
export interface RobustResult extends TuneResult {
  readonly objective: 'robust'
  readonly start_up_delays: readonly number[]
  /** The best's cycles at the worst of the delays: what was minimised. */
  readonly worst_cycles: number | null
}

export interface RobustOptions extends Omit<TuneOptions, 'onStopped'> {
  readonly onStopped?: (soFar: RobustResult) => void
}

/**
 * Tunes for the worst memory: the schedule whose most cycles over the start-up delays are the fewest. A strategy that tries
 * the whole space certifies that none of it does better at its worst; the strategy certified, whose bounds are about
 * the machine's own memory, walks through lists of products and certifies nothing.
 * @throws as `tune` does.
 */
export async function tuneRobustly(request: TuneRequest, options: RobustOptions): Promise<RobustResult> {
  const { onStopped, ...rest } = options
  const { pool, signal } = rest
  const onWorstMemory: TuneOptions['pool'] = {
    measure: (subject, candidates, stop, limits) =>
      pool.measure({ ...subject, startUpDelays }, candidates, stop, limits),
    settle: (...part) => pool.settle(...part),
    lists: (subject, part, stop) => pool.lists({ ...subject, startUpDelays }, part, stop),
    anneal: (subject, part, stop) => pool.anneal({ ...subject, startUpDelays }, part, stop),
    bound: (...subject) => pool.bound(...subject),
  }
  const result = await minimise(request, {
    ...rest,
    pool: onWorstMemory,
    ...(onStopped && { onStopped: async (soFar) => onStopped(await onOwnMemory(soFar, request, pool)) }),
  })
  return onOwnMemory(result, request, pool, signal)
}

/** A result whose cycles are those of the worst memory, with those of the machine's own. */
async function onOwnMemory(
  result: TuneResult,
  request: TuneRequest,
  pool: TuneOptions['pool'],
  signal?: AbortSignal,
): Promise<RobustResult> {
  const worst = { objective: 'robust', start_up_delays: startUpDelays } as const
  if (result.best === null) return { ...result, ...worst, worst_cycles: null }
  const { workload, hardware } = request
  const wanted = these(result.best.schedule, defaultSchedule(workload, hardware))
  // The programs are the same as on the other memories: they are verified, and want to be timed.
  const [best, plain] = rowsOf(await pool.measure(request, wanted, signal, { incumbent: 0 }))
  if (best.cycles === null) throw new Error(`the best schedule has no cycles any more: ${best.detail ?? ''}`)
  return {
    ...result,
    best: { ...result.best, cycles: best.cycles },
    default_cycles: plain.cycles,
    microseconds: best.cycles / hardware.clockMHz,
    gap: gapOf(best.cycles, result.lower_bound),
    ...worst,
    worst_cycles: result.best.cycles,
  }
}

function minimise(request: TuneRequest, options: TuneOptions): Promise<TuneResult> {
  if (request.strategy !== 'certified') return tune(request, options)
  requireTunable(request)
  return new CertifiedRun(defaultSchedule(request.workload, request.hardware), request, options).walkOnly()
}
