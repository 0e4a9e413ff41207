import type { z } from 'zod'

/** Bad input from outside: what is wrong, where. Every room throws this one kind; the CLI and the API print it. */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** @param field the field or file that is wrong, dotted. @param problem what is wrong, with limit and value. */
  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field}: ${problem}`)
  }
}

/** zod's issues in one line: "path: message; path: message". */
export const describeIssues = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`).join('; ')
