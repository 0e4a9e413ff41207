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

/** For zod: keep the values that are wrong, so that `describeIssues` can name them. */
export const withValues = { reportInput: true } as const

/** A value that is wrong, where it is a word or a number: whole objects are not repeated. */
function notValue(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return ''
  const text = JSON.stringify(value)
  return text.length > 40 ? `, not ${text.slice(0, 40)}...` : `, not ${text}`
}

type Issue = z.core.$ZodIssue

/** Whether a value is not even of the kind that a form begins with: a list where a number may stand. */
const isOtherKind = (form: readonly Issue[]): boolean =>
  form.some(({ code, path }) => code === 'invalid_type' && path.length === 0)

/** What is wrong with a value: where it could have several forms, with the one that it was meant to have. */
function meant(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const forms = issue.errors.filter((form) => !isOtherKind(form))
  if (forms.length === 1) {
    const found: readonly Issue[] = forms[0]
    return found.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] }))
  }
  const all = new Set(issue.errors.flat().map(({ message }) => message.replace(/^Invalid input: /, '')))
  return [{ ...issue, message: `Invalid input: ${[...all].join(', or ')}` }]
}

/** zod's issues, of a parse `withValues`, in one line: "path: message, not value; path: message, not value". */
export const describeIssues = (error: z.ZodError): string =>
  error.issues
    .flatMap(meant)
    .map(({ path, message, input }) => `${path.join('.') || '(top)'}: ${message}${notValue(input)}`)
    .join('; ')
