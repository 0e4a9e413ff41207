import { presetNames } from '../hardware/preset-names.js'
import { preset } from '../hardware/presets.js'
import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import type { Candidate } from '../store/candidates.js'
import type { MeasurementFilter } from '../store/measurements.js'
import type { MeasurementRecord, TuningRecord } from '../store/records.js'
import type { Store } from '../store/store.js'
import { workloadId, type Workload } from '../workload/workload.js'
import type { Catalogue } from './catalogue.js'
import { modelName } from './formats/autotvm.js'
import { isSkipped, type Claim, type LogRow, type Skipped } from './formats/format.js'
import { logFormats, type LogFormatName } from './formats/formats.js'
import type { TuningService } from './tuning-service.js'

/** Rows that are read from the store together. */
const pageRows = 500

/** Claims that are taken at once, at most. */
const maxClaims = 100_000

/** Skipped records that are told of; all are counted. */
const toldSkipped = 10

export interface ImportRequest {
  readonly format: LogFormatName
  readonly text: string
  /** What claims are about that do not say so themselves. */
  readonly workload?: Workload | undefined
  readonly hardware?: string | undefined
  readonly client: string
}

export interface Imported {
  /** One for each workload and hardware: each measures its claims. */
  readonly tunings: readonly TuningRecord[]
  readonly accepted: number
  readonly skipped: number
  readonly reasons: readonly Skipped[]
}

interface Group {
  readonly workload: Workload
  readonly hardware: Hardware
  readonly candidates: Candidate[]
}

/** The tuning log as other programs write and read it. */
export class TuningLogs {
  readonly #store: Store
  readonly #catalogue: Catalogue
  readonly #tunings: TuningService

  constructor(store: Store, catalogue: Catalogue, tunings: TuningService) {
    this.#store = store
    this.#catalogue = catalogue
    this.#tunings = tunings
  }

  /** The text of a log, in pieces, read as it is taken. */
  *export(format: LogFormatName, filter: MeasurementFilter): Generator<string> {
    yield* logFormats[format].write(this.#rows(filter))
  }

  *#rows(filter: MeasurementFilter): Generator<LogRow> {
    const workloads = new Map<string, Workload>()
    let tuning: TuningRecord | null = null
    for (const measurement of this.#measurements(filter)) {
      const { workload_id, tuning_id } = measurement
      const workload = workloads.get(workload_id) ?? this.#catalogue.workload(workload_id).workload
      workloads.set(workload_id, workload)
      if (tuning?.id !== tuning_id) tuning = this.#tunings.get(tuning_id)
      const hardware = this.#catalogue.hardware(measurement.hardware)
      yield { measurement, workload, hardware, time: Date.parse(tuning.started_at ?? tuning.created_at) }
    }
  }

  *#measurements(filter: MeasurementFilter): Generator<MeasurementRecord> {
    let cursor: string | undefined
    do {
      const { items, next_cursor } = this.#store.measurements.page(filter, { cursor, limit: pageRows })
      yield* items
      cursor = next_cursor ?? undefined
    } while (cursor !== undefined)
  }

  /**
   * Takes what a log claims as history: each claim is measured before any of it is believed.
   * @throws InputError when the text is not of the format or has nothing that can be measured; QueueFull
   */
  import(request: ImportRequest): Imported {
    const groups = new Map<string, Group>()
    const reasons: Skipped[] = []
    let accepted = 0
    let skipped = 0
    for (const record of logFormats[request.format].read(request.text, this.#modelNames())) {
      if (isSkipped(record)) {
        skipped++
        if (reasons.length < toldSkipped) reasons.push(record)
        continue
      }
      if (++accepted > maxClaims)
        throw new InputError('log', `it has more than ${maxClaims} records: split it`)
      this.#group(groups, record, request)
    }
    if (accepted === 0) {
      const why = reasons.length > 0 ? `: record ${reasons[0].record}: ${reasons[0].reason}` : ''
      throw new InputError('log', `no record of it is a schedule that can be measured${why}`)
    }
    const { client } = request
    const histories = [...groups.values()].map(({ workload, hardware, candidates }) => ({
      workload,
      hardware,
      candidates,
      seed: 1,
      client,
    }))
    return { tunings: this.#tunings.submitHistories(histories), accepted, skipped, reasons }
  }

  #group(groups: Map<string, Group>, claim: Claim, request: ImportRequest): void {
    const workload = claim.workload ?? request.workload
    if (!workload) throw new InputError('workload_id', 'the log does not say what was tuned: say it')
    const name = request.hardware ?? claim.hardware
    if (name === null)
      throw new InputError('hardware', 'the log does not name hardware that is known: say which it was')
    const key = `${workloadId(workload)} ${name}`
    const group = groups.get(key) ?? { workload, hardware: this.#catalogue.hardware(name), candidates: [] }
    groups.set(key, group)
    const { schedule, told } = claim
    group.candidates.push({ number: group.candidates.length + 1, schedule, point: null, told })
  }

  #modelNames(): ReadonlyMap<string, string> {
    return new Map(presetNames.map((name) => [modelName(preset(name).config), name]))
  }
}
