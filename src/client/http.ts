import { z } from 'zod'
import { problemSchema, type Problem } from '../api/problem.js'

/** What a server refuses: a problem of a stable type. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(readonly problem: Problem) {
    super(problem.field === undefined ? problem.detail : `${problem.field}: ${problem.detail}`)
  }
}

/** No answer that could be understood came from where a server should be. */
export class NoServer extends Error {
  override readonly name = 'NoServer'
  constructor(url: string, why: string) {
    super(`${url} does not answer as a Tilewright server does: ${why}`)
  }
}

export interface ClientOptions {
  /** Where the server is, such as http://127.0.0.1:8080. */
  readonly url: string
  /** Bearer token, where the server wants one. */
  readonly token?: string | undefined
  /** What this client calls itself: the queue is fair between clients. */
  readonly name?: string | undefined
}

/** A request: everything beside its address. */
export interface Sent {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

type Present = Record<string, string>

const present = (values: Readonly<Record<string, string | number | undefined>> = {}): Present =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )

/** Requests to one server; needs nothing but `fetch`, so that it runs in browsers too. */
export class Http {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  /** @throws ApiError for a problem; NoServer when there is no such server */
  async json<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    sent: Sent = {},
  ): Promise<z.output<Schema>> {
    const response = await this.response(path, sent)
    const body: unknown = await response.json().catch(() => null)
    const parsed = schema.safeParse(body)
    if (!parsed.success) throw new NoServer(this.#options.url, z.prettifyError(parsed.error))
    return parsed.data
  }

  /** The response itself, when it is no problem. @throws as `json` does */
  async response(
    path: string,
    { method = 'GET', query, headers, body, signal }: Sent = {},
  ): Promise<Response> {
    const { url, token, name } = this.#options
    const address = new URL(path, url)
    address.search = new URLSearchParams(present(query)).toString()
    const isText = typeof body === 'string'
    const init = {
      method,
      headers: present({
        ...headers,
        authorization: token === undefined ? undefined : `Bearer ${token}`,
        'x-client': name,
        'content-type':
          body === undefined ? undefined : isText ? 'application/octet-stream' : 'application/json',
      }),
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }
    const response = await fetch(address, init).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw new NoServer(url, causeOf(error))
    })
    if (response.ok || response.status === 304) return response
    const problem = problemSchema.safeParse(await response.json().catch(() => null))
    throw problem.success ? new ApiError(problem.data) : new NoServer(url, `status ${response.status}`)
  }
}

/** `fetch` says "fetch failed", and why in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}
