import { CommanderError } from 'commander'
import { exitCode, Interrupted } from './failure.js'

/** Names of the errors that blame the input. By name, so that help does not load the rooms that throw them. */
const inputErrors = new Set(['InputError', 'DatabaseHeld', 'IllegalSchedule', 'NoServer'])

/** Commander's own messages begin with "error: " and may have a suggestion on a second line. */
const usageLine = (message: string): string =>
  message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .trim()

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ')

/** What a server blames the input for has a 4xx status. */
function isInputError(error: Error): boolean {
  if (inputErrors.has(error.name)) return true
  const problem: unknown = Reflect.get(error, 'problem')
  const status: unknown = typeof problem === 'object' && problem !== null ? Reflect.get(problem, 'status') : 0
  return typeof status === 'number' && status >= 400 && status < 500
}

/** Says on stderr, in one line, why a command failed. @returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode.done
    if (error.code !== 'commander.help') {
      console.error(`error: ${usageLine(error.message)} (tilewright --help shows the usage)`)
    }
    return exitCode.badInput
  }
  if (error instanceof Interrupted) {
    console.error(error.message === '' ? 'interrupted' : `interrupted: ${error.message}`)
    return exitCode.interrupted
  }
  console.error(`error: ${oneLine(error)}`)
  return error instanceof Error && isInputError(error) ? exitCode.badInput : exitCode.failed
}
