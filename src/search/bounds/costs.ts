import { beatBytes, type Hardware } from '../../hardware/hardware.js'

/** Fixed costs of the machine, the least that they can be (docs/bounds.md, "Costs"; sections are timing.md's). */
export interface Costs {
  /** Instructions of a full fetch batch. */
  readonly batch: number
  /** From the last beat of a load to the first cycle in which its module is idle again (7.4). */
  readonly loadDone: number
  /**
   * From the last beat of a load to the first cycle in which the next one's first burst can be served: when memory
   * waits its start-up delay between them, and when a burst of another client bridges the gap (7.1-7.3).
   */
  readonly gap: number
  readonly bridgedGap: number
  /** Beats of the longest burst. */
  readonly burst: number
  /** Cycles of a STORE, or of several, that move this many OUT elements (8). */
  store(elements: number): number
  /** The most OUT elements that stores move in this many cycles. */
  stored(cycles: number): number
}

/** Cycles that an instruction of compute takes besides its iterations: 6, and 1 idle before the next (4). */
export const instructionOverhead = 7

/** Beats of an instruction. */
export const instructionBeats = 2

/** Cycles that memory waits when no request is left (7.3). */
const startUpDelay = 16

/** Cycle in which the first instruction of a program is seen, but for the first batch's beats (6). */
const firstSeen = 22

/** From the go cycle of the first load to the start of the server's first burst after fetch's (7.1-7.3). */
const firstBurst = 19

/** Cycle in which the server can start the first burst that is not fetch's, but for the first batch's beats. */
export const firstService = firstSeen + firstBurst

/** From the cycle in which compute is done to the start of FINISH, but for the stores between. */
export const afterCompute = 2

export function costsOf(hardware: Hardware): Costs {
  const r = hardware.elementBytes.out / beatBytes
  const burstElements = hardware.burstBeats / r
  const perElement = r === 1 ? 1 : r + 1
  const perBurst = r === 1 ? 4 : 3
  const loadDone = r === 1 ? 3 : 4
  const store = (elements: number): number =>
    perElement * elements + perBurst * Math.ceil(elements / burstElements)
  const stored = (cycles: number): number => {
    const burst = store(burstElements)
    const bursts = Math.floor(cycles / burst)
    const rest = Math.floor((cycles - bursts * burst - perBurst) / perElement)
    return bursts * burstElements + Math.max(0, rest)
  }
  const bridgedGap = loadDone + 3
  return {
    batch: hardware.burstBeats / 2,
    loadDone,
    gap: bridgedGap + startUpDelay,
    bridgedGap,
    burst: hardware.burstBeats,
    store,
    stored,
  }
}

/** Beats of the first batch of a program of `count` instructions. */
export const firstBatchBeats = (costs: Costs, count: number): number =>
  instructionBeats * Math.min(count, costs.batch)

/** Cycles of compute that a LOAD takes whose burst waits for memory to start, the idle one before it included. */
export const loadAlone = startUpDelay + 7
