/** Exit codes of the command line. */
export const exitCode = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const

/** The work itself failed: no legal schedule, a wrong answer. One line: what, where, what to do. */
export class WorkFailed extends Error {
  override readonly name = 'WorkFailed'
}

/** Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
