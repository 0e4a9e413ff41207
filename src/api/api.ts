import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Catalogue } from '../service/catalogue.js'
import type { TuningService } from '../service/tuning-service.js'
import type { Store } from '../store/store.js'
import { problemKinds, problemMediaType, problemSchema, type ProblemKind } from './problem.js'

/** A server whose routes are typed by their zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What the routes ask. */
export interface Rooms {
  readonly store: Store
  readonly catalogue: Catalogue
  readonly tunings: TuningService
  /** Workers that died or took too long and were replaced. */
  readonly workerRestarts: () => number
}

type ProblemStatus = (typeof problemKinds)[ProblemKind]['status']
interface ProblemAnswer {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problemSchema } }
}

/** What any guarded route can answer. */
const guardProblems = ['unauthorized', 'forbidden', 'too-many-requests', 'overloaded'] as const

/** The documented answers of a guarded route that can have these problems too. */
export const problems = (...kinds: readonly ProblemKind[]): ReturnType<typeof openProblems> =>
  openProblems(...kinds, ...guardProblems)

/** The documented answers of a route that is open to everybody; any route can fail with 500. */
export function openProblems(
  ...kinds: readonly ProblemKind[]
): Partial<Record<ProblemStatus, ProblemAnswer>> {
  const byStatus: Partial<Record<ProblemStatus, ProblemAnswer>> = {}
  for (const kind of [...kinds, 'internal'] as const) {
    const { status, title } = problemKinds[kind]
    const before = byStatus[status]
    byStatus[status] = {
      description: before ? `${before.description}; ${kind}: ${title}` : `${kind}: ${title}`,
      content: { [problemMediaType]: { schema: problemSchema } },
    }
  }
  return byStatus
}
