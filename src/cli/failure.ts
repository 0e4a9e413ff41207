/** Exit codes of the command line. */
export const exitCode = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const

/** The work itself failed: no legal schedule, a wrong answer. One line: what, where, what to do. */
export class WorkFailed extends Error {
  override readonly name = 'WorkFailed'
}

/** Ctrl-C; the message says what goes on all the same. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** What trying a candidate found out. */
interface Tried {
  readonly status: string
  readonly cycles: number | null
  readonly detail: string | null
}

/** The cycles of a program that is right. @throws WorkFailed saying what is wrong with one that is not. */
export function requireVerified({ status, cycles, detail }: Tried): number {
  if (status === 'ok' && cycles !== null) return cycles
  throw new WorkFailed(`the program is not right: ${status}: ${detail ?? 'no detail'}; nothing was written`)
}
