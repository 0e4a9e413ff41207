/*
 * What the machine is built of, as the rooms that look at its runs know it (timing.md 2, 7.7).
 */

/** The clients of the read path, in the order of their priority (timing.md 7.2). */
export const client = { fetch: 0, uop: 1, inp: 2, wgt: 3, acc: 4 } as const
export type Client = (typeof client)[keyof typeof client]
export const clientCount = 5

/** Instructions that one module's queue holds, the one in execution included (timing.md 12.13). */
export const queueEntries = 512

/** Cycles of GEMM and ALU around their iterations: one to start, five to let the last one through. */
export const pipelineCycles = 6
