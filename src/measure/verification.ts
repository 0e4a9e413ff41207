/**
 * How a candidate's result was verified (docs/verification.md): `fingerprint`, on random numbers that stand for whole
 * blocks; `full`, that and a run of every byte on random data.
 */
export type Check = 'full' | 'fingerprint'

/** Of the programs that no winner's check is due for, one in this many is run in full. */
const sampleEvery = 64

/**
 * Which check a candidate needs: the full one where it may be reported as the best, or is of the sample. What it
 * depends on is the same whatever the number of workers.
 * @param program the program's digest.
 * @param incumbent cycles of the best schedule known when the candidate's batch began, itself checked in full on the
 *   same workload and hardware; null when there is none, and then the epilogue's form is unproven too.
 */
export function neededCheck(program: number, cycles: number, incumbent: number | null): Check {
  const mayWin = incumbent === null || cycles <= incumbent
  return mayWin || program % sampleEvery === 0 ? 'full' : 'fingerprint'
}
