import { setImmediate } from 'node:timers/promises'

/*
 * Work in steps: a generator stops after each, so that who has others to serve can do so in between, and who has not goes
 * on at once.
 */

/** Longest that others wait, but for the length of a step. */
const turnMilliseconds = 1

/** What work comes to, done without a stop. */
export function atOnce<Made>(work: Generator<undefined, Made>): Made {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** What work comes to, with turns for others in between. */
export async function inTurns<Made>(work: Generator<undefined, Made>): Promise<Made> {
  for (;;) {
    const end = performance.now() + turnMilliseconds
    while (performance.now() < end) {
      const step = work.next()
      if (step.done) return step.value
    }
    await setImmediate()
  }
}
