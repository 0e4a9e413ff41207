/** Cycles that the machine's own memory waits when its request FIFO has run empty (timing.md 7.3). */
export const ownStartUpDelay = 16

/** Start-up delays that a schedule is held against: the machine's own, and slower ones, as boards' memories are. */
export const startUpDelays = [ownStartUpDelay, 32, 64, 128] as const
