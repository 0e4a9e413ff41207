/**
 * Start-up delays of the memory, in cycles, that a schedule is held against: the machine's own, and slower ones, as the
 * memories of real boards are (timing.md 7.3 has the delay; everything else stays).
 */
export const startUpDelays = [16, 32, 64, 128] as const
