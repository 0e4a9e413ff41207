/** What a run gives back. Cycles count from launch (0) to FINISH; timing.md 1. */

export const modules = ['load', 'compute', 'store'] as const
export type Module = (typeof modules)[number]

export type RunStatus = 'finished' | 'deadlock' | 'fault'

/** One module that waits for ever. */
export interface Waiting {
  readonly module: Module | 'fetch'
  /** Index in the program of the instruction it waits with; null when its queue is empty. */
  readonly instruction: number | null
  /** What never comes, in words: "a token from compute", "a place in the load queue (512 entries)", ... */
  readonly waitsFor: string
}

export interface Deadlock {
  readonly cycle: number
  readonly waiting: readonly Waiting[]
}

/** An instruction that the machine cannot execute. */
export interface Fault {
  readonly instruction: number
  readonly field: string
  readonly value: number
  readonly limit: string
}

/** Something wrong that the hardware does not stop at: where it happened. */
export interface Finding {
  readonly instruction: number
  readonly detail: string
}

/** Cycle counts of a run; needs no data. */
export interface Timing {
  /** `cutoff`: the run was stopped at the cycle that the caller gave, before FINISH executed. */
  readonly status: RunStatus | 'cutoff'
  /** Cycle in which FINISH executes; 0 when it never does (as the golden files have it). */
  readonly cycles: number
  /** First busy cycle of each instruction in program order; -1 when it never started. */
  readonly start: Int32Array
  /** First idle cycle after each instruction; -1 when it had not ended before FINISH did. */
  readonly end: Int32Array
  readonly deadlock?: Deadlock
  readonly fault?: Fault
  /** Firings of the hardware's in-flight counter assertion (counted among the golden files' hazards). */
  readonly counterHazards: number
  /** In-flight counter wraps (timing.md 12.3). */
  readonly wraps: number
}

/** What a run did to memory, and what was wrong on the way. */
export interface Effects {
  /** Firings of the hardware's ALU hazard assertions (timing.md 12). */
  readonly hazards: number
  readonly races: number
  /** Scratchpad indices that wrapped. */
  readonly wraps: number
  /** Where, at most some tens of each kind. */
  readonly findings: {
    readonly hazards: readonly Finding[]
    readonly races: readonly Finding[]
    readonly wraps: readonly Finding[]
  }
}
