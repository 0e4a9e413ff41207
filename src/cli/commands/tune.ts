import { writeFileSync } from 'node:fs'
import { spaceNamed } from '../../search/spaces.js'
import { defaultSpace, defaultStrategy, strategyName } from '../../search/strategies.js'
import { objectiveOf, type RobustResult } from '../../service/tune-robustly.js'
import type { BestSchedule } from '../../service/tuning.js'
import type { Counts } from '../../store/records.js'
import { hereOrThere, type Place } from '../here-or-there.js'
import { printJson, printLine, count } from '../print.js'
import { readSubject, type SubjectFlags } from '../subject.js'
import { table } from '../table.js'
import { noLegalSchedule, tuneWithProgress, type Tuned, type TuneWish } from '../tune-here.js'
import { tuneRobustlyHere } from '../tune-robustly-here.js'
import { tuneThere } from '../tune-there.js'

export interface TuneFlags extends SubjectFlags, Place {
  readonly strategy?: string
  readonly objective: string
  /** What is searched; the strategy's own when left out. */
  readonly space?: string
  readonly trials?: number
  readonly seconds?: number
  readonly seed: number
  /** Rows of the log to keep. */
  readonly retain?: number
  /** Off with --no-warm-start. */
  readonly warmStart: boolean
  /** Where to write the proof. */
  readonly certificate?: string
  readonly json?: true
}

export async function tune(flags: TuneFlags): Promise<void> {
  const { workload, hardware } = readSubject(flags)
  const objective = objectiveOf(flags.objective)
  const strategy = strategyName(flags.strategy ?? defaultStrategy)
  const request = {
    workload,
    hardware,
    strategy,
    space: flags.space === undefined ? defaultSpace(strategy) : spaceNamed(flags.space),
    budget: { trials: flags.trials ?? null, seconds: flags.seconds ?? null },
    seed: flags.seed,
    warm_start: flags.warmStart,
    retain: flags.retain ?? null,
  }
  if (objective === 'robust') return tell(await tuneRobustlyHere(request, flags), flags)
  const result = await hereOrThere(
    flags,
    () => tuneWithProgress({ ...request, ...certificateTo(flags.certificate) }, flags.db),
    (client) => tuneThere(client, request),
  )
  tell(result, flags)
}

function tell(result: Tuned | RobustResult, flags: TuneFlags): void {
  if (flags.json) printJson(result)
  if (result.best === null) throw noLegalSchedule()
  if (!flags.json) printLine(describe(result, result.best))
}

/** Has the certificate written to a file, if one is asked for. */
const certificateTo = (file: string | undefined): Pick<TuneWish, 'onCertificate'> =>
  file === undefined ? {} : { onCertificate: (lines) => writeFileSync(file, `${lines.join('\n')}\n`) }

/** A number that may not be known. */
const known = (value: number | null): string => (value === null ? 'unknown' : count(value))

/** What a person wants to know of a tuning. */
function describe(tuned: Tuned | RobustResult, { schedule, cycles }: BestSchedule): string {
  const { default_cycles: plain, microseconds } = tuned
  const knobs = Object.entries(schedule).map(([knob, value]) => [knob, JSON.stringify(value)])
  return [
    `${tuned.workload_id} on ${tuned.hardware}: the best schedule`,
    table(['knob', 'value'], knobs),
    `cycles    ${count(cycles)}${microseconds === null ? '' : `, ${microseconds.toFixed(2)} us`}`,
    ...('worst_cycles' in tuned ? [worst(tuned)] : []),
    `default   ${known(plain)} cycles${plain === null ? '' : `, ${(plain / cycles).toFixed(2)} times the best`}`,
    'verified  its output equals the plain reference on random data; no race, no hazard',
    `space     ${searched(tuned)}`,
    `measured  ${known(tuned.simulated)} programs in ${tuned.seconds.toFixed(1)} s`,
    ...('dropped' in tuned && tuned.dropped ? [`dropped   ${counted(tuned.dropped)} of the log's rows`] : []),
  ].join('\n')
}

/** Counts by status, for a person. */
const counted = (counts: Counts): string =>
  Object.entries(counts)
    .map(([status, rows]) => `${count(rows)} ${status}`)
    .join(', ') || 'none'

const worst = ({ start_up_delays, worst_cycles }: RobustResult): string =>
  `at worst  ${known(worst_cycles)} cycles, over memory start-up delays of ${start_up_delays.join(', ')}`

function searched({ space, space_size, legal, certified, strategy, seed }: Tuned | RobustResult): string {
  const size = `${space ?? 'unknown'}: ${known(space_size)} schedules, ${known(legal)} found legal`
  return certified ? `${size}, none is faster` : `${size}; tried by ${strategy}, seed ${seed}`
}
