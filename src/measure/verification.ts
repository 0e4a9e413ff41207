import type { Workload } from '../workload/workload.js'

/**
 * How a candidate's result was verified (docs/verification.md): `fingerprint`, on random numbers that stand for whole
 * blocks; `full`, that and a run of every byte on random data.
 */
export type Check = 'full' | 'fingerprint'

/** Of the programs that no winner's check is due for, one in this many is run in full, of large products fewer. */
const sampleEvery = 256
const rarestSample = 1024
/** Multiplications up to which that is so: what a full run takes grows with them, and a program does not. */
const smallProduct = 2 ** 20

/** One in how many programs of a workload is of the sample. */
export function sampleOf({ m, n, k }: Pick<Workload, 'm' | 'n' | 'k'>): number {
  return Math.min(rarestSample, Math.ceil(sampleEvery * Math.max(1, (m * n * k) / smallProduct)))
}

/**
 * Which check a candidate needs: the full one where it may be reported as the best, or is of the sample. What it
 * depends on is the same whatever the number of workers.
 * @param program the program's digest.
 * @param sample one in how many is run in full whatever its cycles: sampleOf the workload.
 * @param incumbent cycles of the best schedule known when the candidate's batch began, itself checked in full on the
 *   same workload and hardware; null when there is none, and then the epilogue's form is unproven too.
 */
export function neededCheck(
  program: number,
  cycles: number,
  incumbent: number | null,
  sample: number,
): Check {
  const mayWin = incumbent === null || cycles <= incumbent
  return mayWin || program % sample === 0 ? 'full' : 'fingerprint'
}
