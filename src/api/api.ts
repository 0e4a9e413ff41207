import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Service } from '../service/service.js'
import { problemKinds, problemMediaType, problemSchema, type ProblemKind } from './problem.js'

export type ApiTypes = ZodTypeProvider

/** A server whose routes are typed by their zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What the routes ask. */
export type Rooms = Service

type ProblemStatus = (typeof problemKinds)[ProblemKind]['status']
interface ProblemAnswer {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problemSchema } }
}

/** What any guarded route can answer. */
const guardProblems = ['unauthorized', 'forbidden', 'too-many-requests', 'overloaded', 'not-stored'] as const

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
