import { strategyName } from '../../search/strategies.js'
import type { BestSchedule, TuneResult } from '../../service/tuning.js'
import { printJson, printLine, count } from '../print.js'
import { readSubject, type SubjectFlags } from '../subject.js'
import { table } from '../table.js'
import { noLegalSchedule, tuneWithProgress } from '../tune-here.js'

export interface TuneFlags extends SubjectFlags {
  readonly strategy: string
  readonly trials?: number
  readonly seconds?: number
  readonly seed: number
  readonly db?: string
  readonly json?: true
}

export async function tune(flags: TuneFlags): Promise<void> {
  const { workload, hardware } = readSubject(flags)
  const result = await tuneWithProgress({
    workload,
    hardware,
    strategy: strategyName(flags.strategy),
    budget: { trials: flags.trials ?? null, seconds: flags.seconds ?? null },
    seed: flags.seed,
  })
  if (flags.json) printJson(result)
  if (result.best === null) throw noLegalSchedule()
  if (!flags.json) printLine(describe(result, result.best))
}

/** What a person wants to know of a tuning. */
export function describe(result: TuneResult, best: BestSchedule): string {
  const { default_cycles: plain, microseconds } = result
  const knobs = Object.entries(best.schedule).map(([knob, value]) => [knob, String(value)])
  const lines = [
    `${result.workload_id} on ${result.hardware}: the best of ${count(result.simulated)} programs`,
    table(['knob', 'best schedule'], knobs),
    `cycles    ${count(best.cycles)}${microseconds === null ? '' : ` (${microseconds.toFixed(2)} us)`}`,
    ...(plain === null
      ? []
      : [`default   ${count(plain)} cycles, ${(plain / best.cycles).toFixed(2)} times the best`]),
    'verified  the output equals the plain reference on random data; no race, no hazard',
    `space     ${result.space}: ${searched(result)}`,
    `took      ${result.seconds.toFixed(1)} s, ${count(Math.round(result.candidates_per_second))} candidates/s`,
  ]
  return lines.join('\n')
}

function searched({ certified, space_size, legal, strategy, seed }: TuneResult): string {
  const size = `${count(space_size)} schedules, ${count(legal)} found legal`
  return certified ? `${size}, all tried: none is faster` : `${size} (${strategy}, seed ${seed})`
}
