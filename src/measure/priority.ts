import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Niceness of a thread that measures: a tenth of the share of one that does not. */
const niceness = 10

/**
 * Lets the calling thread stand back where others of the process want a core: whoever asks a server something is answered
 * at once, though workers take every core. Linux has priorities by thread, and names the calling one in /proc; elsewhere
 * nothing happens.
 */
export function standBack(): void {
  try {
    const [, thread] = /\/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self')) ?? []
    if (thread !== undefined) setPriority(Number(thread), niceness)
  } catch {
    // No such file, or no such right: the thread goes on as it is.
  }
}
