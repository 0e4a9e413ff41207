import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import type { ExportQuery, TilewrightClient } from '../../client/index.js'
import { InputError } from '../../hardware/input.js'
import type { MeasurementStatus } from '../../measure/record.js'
import type { LogFormatName } from '../../service/formats/formats.js'
import { isOver, measurementStatuses, type TuningRecord } from '../../store/records.js'
import { readInput } from '../bundle-file.js'
import { WorkFailed } from '../failure.js'
import { hereOrThere, type Place } from '../here-or-there.js'
import { interruptible } from '../interrupt.js'
import { forEver, withService } from '../local-service.js'
import { count, printJson, printLine } from '../print.js'

export interface ExportFlags extends Place {
  readonly format: LogFormatName
  readonly workload?: string
  readonly tuning?: string
  readonly status?: string
  readonly output?: string
}

export interface ImportFlags extends Place {
  readonly format: LogFormatName
  readonly workload?: string
  readonly hardware?: string
  readonly json?: true
}

function statusOf(text: string | undefined): MeasurementStatus | undefined {
  if (text === undefined) return undefined
  const found = measurementStatuses.find((status) => status === text)
  if (found === undefined)
    throw new InputError('status', `"${text}": one of ${measurementStatuses.join(', ')}`)
  return found
}

/** Writes the tuning log to a file or stdout. */
export async function exportLog(flags: ExportFlags): Promise<void> {
  const { format } = flags
  const filter = { workload_id: flags.workload, tuning_id: flags.tuning, status: statusOf(flags.status) }
  const query: ExportQuery = { ...filter, format }
  await hereOrThere(
    flags,
    () =>
      withService(flags.db, ({ logs }) => write(Readable.from(logs.export(format, filter)), flags.output)),
    async (client) => write(Readable.fromWeb(await client.exportLog(query)), flags.output),
  )
}

async function write(log: Readable, file: string | undefined): Promise<void> {
  if (file === undefined) {
    log.pipe(process.stdout, { end: false })
    await finished(log)
    return
  }
  const output: Writable = createWriteStream(file)
  await pipeline(log, output).catch((error: unknown) => {
    throw new InputError(file, `cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  })
}

/** How an imported tuning ended. */
type Ended = Pick<TuningRecord, 'id' | 'workload_id' | 'hardware' | 'state'> & {
  readonly cycles: number | null
}

const endOf = ({
  id,
  workload_id,
  hardware,
  state,
  result,
}: Pick<TuningRecord, 'id' | 'workload_id' | 'hardware' | 'state'> & {
  readonly result: { readonly best: { readonly cycles: number } | null } | null
}): Ended => ({ id, workload_id, hardware, state, cycles: result?.best?.cycles ?? null })

interface Outcome {
  readonly accepted: number
  readonly skipped: number
  readonly reasons: readonly { readonly record: number; readonly reason: string }[]
  readonly tunings: readonly Ended[]
}

function importHere(text: string, { format, db, workload, hardware }: ImportFlags): Promise<Outcome> {
  return withService(db, async ({ logs, tunings, catalogue }, signal) => {
    const about = workload === undefined ? undefined : catalogue.workload(workload).workload
    const imported = logs.import({ format, text, workload: about, hardware, client: 'command line' })
    const ended: Ended[] = []
    for (const { id } of imported.tunings) ended.push(endOf(await tunings.wait(id, forEver, signal)))
    return { ...imported, tunings: ended }
  })
}

function importThere(text: string, flags: ImportFlags, client: TilewrightClient): Promise<Outcome> {
  const query = { format: flags.format, workload_id: flags.workload, hardware: flags.hardware }
  return interruptible(async (signal) => {
    const imported = await client.importLog(text, query)
    const ended: Ended[] = []
    for (const { id } of imported.tunings) {
      for await (const _ of client.events(id, signal)) if (signal.aborted) break
      signal.throwIfAborted()
      ended.push(endOf(await client.tuning(id)))
    }
    return { ...imported, tunings: ended }
  })
}

/** Measures what another log claims, and says what came of it. */
export async function importLog(file: string, flags: ImportFlags): Promise<void> {
  const text = new TextDecoder().decode(readInput(file))
  const outcome = await hereOrThere(
    flags,
    () => importHere(text, flags),
    (client) => importThere(text, flags, client),
  )
  if (flags.json) printJson(outcome)
  else printLine(describe(outcome))
  const lost = outcome.tunings.find(({ state }) => isOver(state) && state !== 'finished')
  if (lost) throw new WorkFailed(`${lost.id} was ${lost.state}`)
}

function describe({ accepted, skipped, reasons, tunings }: Outcome): string {
  return [
    `${count(accepted)} schedules measured, ${count(skipped)} records skipped`,
    ...reasons.map(({ record, reason }) => `  record ${record}: ${reason}`),
    ...tunings.map(
      ({ workload_id, hardware, cycles }) =>
        `${workload_id} on ${hardware}: ${cycles === null ? 'none of them is legal and right' : `${count(cycles)} cycles at best`}`,
    ),
  ].join('\n')
}
