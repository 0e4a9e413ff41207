import { spaceNamed } from '../../search/spaces.js'
import { budgetFor, defaultSpace, defaultStrategy, strategyName } from '../../search/strategies.js'
import { shards } from '../../service/certified-run.js'
import { objectiveOf, type RobustResult } from '../../service/tune-robustly.js'
import type { BestSchedule } from '../../service/tuning.js'
import type { Counts } from '../../store/records.js'
import { CertificateFile } from '../certificate-file.js'
import { hereOrThere, type Place } from '../here-or-there.js'
import { printJson, printLine, count } from '../print.js'
import { readSubject, type SubjectFlags } from '../subject.js'
import { table } from '../table.js'
import { noLegalSchedule, tuneWithProgress, type Tuned } from '../tune-here.js'
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
    budget: budgetFor(strategy, flags),
    seed: flags.seed,
    warm_start: flags.warmStart,
    retain: flags.retain ?? null,
  }
  const { certificate: file, server } = flags
  const certificate = file === undefined ? null : new CertificateFile(file, { strategy, objective, server })
  const onInterrupted = (soFar: Tuned | RobustResult) => tellSoFar(soFar, flags)
  if (objective === 'robust') return tell(await tuneRobustlyHere(request, flags, onInterrupted), flags)
  const result = await hereOrThere(
    flags,
    () => {
      const proof = certificate && { onCertificate: certificate.write }
      return tuneWithProgress({ ...request, ...proof, onInterrupted }, flags.db)
    },
    (client) => tuneThere(client, { ...request, onInterrupted }),
  )
  tell(result, flags)
  certificate?.tellIfMissing(result.certified)
}

function tell(result: Tuned | RobustResult, flags: TuneFlags): void {
  if (flags.json) printJson(result)
  if (result.best === null) throw noLegalSchedule()
  if (!flags.json) printLine(describe(result, result.best))
}

/** Prints what is known of a tuning that Ctrl-C has ended. */
function tellSoFar(soFar: Tuned | RobustResult, flags: TuneFlags): void {
  if (flags.json) printJson(soFar)
  else if (soFar.best) printLine(describe(soFar, soFar.best, 'interrupted: the best schedule so far'))
}

/** A number that may not be known. */
const known = (value: number | null): string => (value === null ? 'unknown' : count(value))

/** What a person wants to know of a tuning. */
function describe(
  tuned: Tuned | RobustResult,
  { schedule, cycles }: BestSchedule,
  heading = 'the best schedule',
): string {
  const { default_cycles: plain, microseconds } = tuned
  const knobs = Object.entries(schedule).map(([knob, value]) => [knob, JSON.stringify(value)])
  return [
    `${tuned.workload_id} on ${tuned.hardware}: ${heading}`,
    table(['knob', 'value'], knobs),
    `cycles    ${count(cycles)}${microseconds === null ? '' : `, ${microseconds.toFixed(2)} us`}`,
    ...('worst_cycles' in tuned ? [worst(tuned)] : []),
    `default   ${known(plain)} cycles${plain === null ? '' : `, ${(plain / cycles).toFixed(2)} times the best`}`,
    ...boundLine(tuned),
    'verified  its output equals the plain reference on random data; no race, no hazard',
    `space     ${searched(tuned)}`,
    `measured  ${known(tuned.simulated)} programs in ${tuned.seconds.toFixed(1)} s`,
    ...('dropped' in tuned && tuned.dropped ? [`dropped   ${counted(tuned.dropped)} of the log's rows`] : []),
  ].join('\n')
}

/** How far the best is from what no program can beat; no line where that is not known. */
const boundLine = ({ lower_bound, gap }: Tuned | RobustResult): readonly string[] =>
  lower_bound === null || gap === null
    ? []
    : [
        `bound     ${count(lower_bound)} cycles: no program takes less; the best takes ${(100 * gap).toFixed(2)}% more`,
      ]

/** Counts by status, for a person. */
const counted = (counts: Counts): string =>
  Object.entries(counts)
    .map(([status, rows]) => `${count(rows)} ${status}`)
    .join(', ') || 'none'

const worst = ({ start_up_delays, worst_cycles }: RobustResult): string =>
  `at worst  ${known(worst_cycles)} cycles, over memory start-up delays of ${start_up_delays.join(', ')}`

function searched(tuned: Tuned | RobustResult): string {
  const { space, space_size, legal, certified, open_parts, strategy, seed } = tuned
  const size = `${space ?? 'unknown'}: ${known(space_size)} schedules, ${known(legal)} found legal`
  if (certified) return `${size}, none is faster`
  const tried = `${size}; tried by ${strategy}, seed ${seed}`
  if (open_parts === null) return tried
  return `${tried}\nopen      ${open_parts} of ${shards} parts of the space may have a faster one: more --seconds settle them`
}
