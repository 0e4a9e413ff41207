import type { TimedProgram } from '../compiler/compile.js'
import type { Timing } from '../simulator/result.js'
import type { TimingMachine } from '../simulator/timing/machine.js'

/**
 * Times a program on several memories, one at least.
 * @param cutoff cycles at which runs are cut off. @param log whether it is wanted when instructions started and ended.
 * @returns the longest of its runs, or the first that does not finish; good until a machine's next run.
 */
export function slowestRun(
  machines: readonly TimingMachine[],
  { instructions, dramBytes, repeats }: TimedProgram,
  { cutoff = Infinity, log = true }: { readonly cutoff?: number; readonly log?: boolean },
): Timing {
  let slowest: Timing | null = null
  for (const machine of machines) {
    const run = machine.run(instructions, { dramBytes, repeats, cutoff, log })
    if (run.status !== 'finished') return run
    if (slowest === null || run.cycles > slowest.cycles) slowest = run
  }
  if (slowest === null) throw new Error('there is no memory to time on')
  return slowest
}
