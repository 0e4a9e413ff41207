import { exitCode, Interrupted } from './failure.js'

/**
 * Runs what can be interrupted: Ctrl-C (or SIGTERM) aborts the signal that `run` is given, a second one ends the
 * process at once.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(exitCode.interrupted)
    stop.abort(new Interrupted())
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    return await run(stop.signal)
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}
