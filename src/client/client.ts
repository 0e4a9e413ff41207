import { batchSchema } from '../api/schemas/batches.js'
import { hardwareListSchema, hardwareSchema } from '../api/schemas/hardware.js'
import { importedSchema, measurementPageSchema } from '../api/schemas/measurements.js'
import { askedSchema, candidatePageSchema } from '../api/schemas/outside.js'
import { tuningPageSchema, tuningSchema } from '../api/schemas/tunings.js'
import {
  bestSchema,
  knobsSchema,
  workloadAnswerSchema,
  workloadPageSchema,
} from '../api/schemas/workloads.js'
import type { WorkloadInput } from '../workload/workload.js'
import { Http, type ClientOptions } from './http.js'
import type * as Api from './types.js'
import { watch } from './watch.js'

/** How a POST is to be answered. */
export interface Posting {
  /** Seconds to wait for the end before the answer. */
  readonly wait?: number | undefined
  /** The same key gives the same answer, however often it is sent. */
  readonly idempotencyKey?: string | undefined
  readonly signal?: AbortSignal | undefined
}

interface PageQuery {
  readonly cursor?: string
  readonly limit?: number
}

const part = encodeURIComponent

const postHeaders = ({ wait, idempotencyKey }: Posting) => ({
  prefer: wait === undefined ? undefined : `wait=${Math.ceil(wait)}`,
  'idempotency-key': idempotencyKey,
})

/** A Tilewright server, typed by the schemas that it checks requests and writes answers with. */
export class TilewrightClient {
  readonly #http: Http

  constructor(options: ClientOptions) {
    this.#http = new Http(options)
  }

  async hardware(): Promise<readonly Api.HardwareAnswer[]> {
    return (await this.#http.json(hardwareListSchema, '/v1/hardware')).items
  }

  hardwareNamed(name: string): Promise<Api.HardwareAnswer> {
    return this.#http.json(hardwareSchema, `/v1/hardware/${part(name)}`)
  }

  addWorkload(workload: WorkloadInput): Promise<Api.WorkloadAnswer> {
    return this.#http.json(workloadAnswerSchema, '/v1/workloads', { method: 'POST', body: workload })
  }

  workloads(query: PageQuery = {}): Promise<Api.PageOf<Api.WorkloadAnswer>> {
    return this.#http.json(workloadPageSchema, '/v1/workloads', { query: { ...query } })
  }

  workload(id: string): Promise<Api.WorkloadAnswer> {
    return this.#http.json(workloadAnswerSchema, `/v1/workloads/${part(id)}`)
  }

  knobs(workloadId: string, hardware?: string): Promise<Api.Knobs> {
    return this.#http.json(knobsSchema, `/v1/workloads/${part(workloadId)}/knobs`, { query: { hardware } })
  }

  best(workloadId: string, hardware?: string): Promise<Api.Best> {
    return this.#http.json(bestSchema, `/v1/workloads/${part(workloadId)}/best`, { query: { hardware } })
  }

  /** The best's program as an uncompressed bundle. */
  async bestProgram(workloadId: string, hardware?: string): Promise<Uint8Array> {
    const path = `/v1/workloads/${part(workloadId)}/best/program`
    const response = await this.#http.response(path, { query: { hardware } })
    return new Uint8Array(await response.arrayBuffer())
  }

  tune(request: Api.TuningRequest, posting: Posting = {}): Promise<Api.Tuning> {
    const headers = postHeaders(posting)
    const { signal } = posting
    return this.#http.json(tuningSchema, '/v1/tunings', { method: 'POST', headers, body: request, signal })
  }

  tunings(query: Api.TuningsQuery = {}): Promise<Api.PageOf<Api.Tuning>> {
    const { limit, ...rest } = query
    return this.#http.json(tuningPageSchema, '/v1/tunings', { query: { ...rest, limit: numberOf(limit) } })
  }

  tuning(id: string): Promise<Api.Tuning> {
    return this.#http.json(tuningSchema, `/v1/tunings/${part(id)}`)
  }

  cancel(id: string): Promise<Api.Tuning> {
    return this.#http.json(tuningSchema, `/v1/tunings/${part(id)}`, { method: 'DELETE' })
  }

  /** What happens to one tuning, until it is over; or, without an id, to all of them. */
  events(tuningId?: string, signal?: AbortSignal): AsyncGenerator<Api.TuningNews> {
    return watch(
      this.#http,
      tuningId === undefined ? '/v1/events' : `/v1/tunings/${part(tuningId)}/events`,
      signal,
    )
  }

  ask(tuningId: string, request: Api.AskRequest = {}): Promise<Api.Asked> {
    return this.#http.json(askedSchema, `/v1/tunings/${part(tuningId)}/ask`, {
      method: 'POST',
      body: request,
    })
  }

  tell(tuningId: string, request: Api.TellRequest): Promise<Api.Tuning> {
    return this.#http.json(tuningSchema, `/v1/tunings/${part(tuningId)}/tell`, {
      method: 'POST',
      body: request,
    })
  }

  candidates(tuningId: string, query: PageQuery = {}): Promise<Api.PageOf<Api.Candidate>> {
    const path = `/v1/tunings/${part(tuningId)}/candidates`
    return this.#http.json(candidatePageSchema, path, { query: { ...query } })
  }

  postBatch(request: Api.BatchRequest, posting: Posting = {}): Promise<Api.Batch> {
    const headers = postHeaders(posting)
    const { signal } = posting
    return this.#http.json(batchSchema, '/v1/batches', { method: 'POST', headers, body: request, signal })
  }

  batch(id: string): Promise<Api.Batch> {
    return this.#http.json(batchSchema, `/v1/batches/${part(id)}`)
  }

  measurements(query: Api.MeasurementsQuery = {}): Promise<Api.PageOf<Api.Measurement>> {
    const { limit, ...rest } = query
    return this.#http.json(measurementPageSchema, '/v1/measurements', {
      query: { ...rest, limit: numberOf(limit) },
    })
  }

  /** Chrome trace JSON. */
  async timeline(measurementId: string): Promise<string> {
    return (await this.#http.response(`/v1/measurements/${part(measurementId)}/timeline`)).text()
  }

  /** The log in another program's format, as it is read. */
  async exportLog(query: Api.ExportQuery = {}): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#http.response('/v1/measurements/export', { query: { ...query } })
    return body ?? new ReadableStream()
  }

  importLog(text: string, query: Api.ImportQuery): Promise<Api.Imported> {
    return this.#http.json(importedSchema, '/v1/measurements/import', {
      method: 'POST',
      query: { ...query },
      body: text,
    })
  }
}

/** The schema of a query takes text too, as addresses have it. */
const numberOf = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value))
