import { loadAlone, type Costs } from './costs.js'
import type { Demand } from './demand.js'

/** A way to get from the loads of an epoch to those of the next (docs/bounds.md, "Gaps between loads"). */
export interface GapKind {
  /** Cycles in which memory sends neither A nor B: of the gap, and of one inside the epoch that it takes. */
  readonly cycles: number
  /** Cycles that compute spends in the LOAD that bridges the gap, the idle one before it included; 0: none does. */
  readonly bridge: number
  /** Instructions of load that it takes besides one an epoch. */
  readonly loads: number
  /** Gaps in which memory waits its start-up delay. */
  readonly waits: number
  /** Whether the load before the gap is one of A, so that A is missing until then. */
  readonly afterA: boolean
  /** Whether the epoch brings nothing but A. */
  readonly onlyA: boolean
}

/** Cycles of a bridging LOAD that are left when the load before the gap is done. */
export const bridgeRest = 6

/** Cycles of a bridging LOAD that came behind a burst of `beats`, besides those beats. */
const behindBurst = 12

/** Ways to get from one epoch to the next. */
export interface GapKinds {
  /** Whatever the epoch brings. */
  readonly any: readonly GapKind[]
  /** Where it brings the last of A, and is not the first: with something of B, it has a load more. */
  readonly lastOfA: readonly GapKind[]
}

/**
 * @param wrapped whether fetch needs more than one batch: a full one, served in a gap, makes it shorter by a cycle.
 */
export function gapKinds(demand: Demand, costs: Costs, wrapped: boolean): GapKinds {
  const { gap, bridgedGap, burst } = costs
  const bridge = (beats: number): number => Math.min(loadAlone, Math.min(beats, burst) + behindBurst)
  const waiting = {
    cycles: gap - Number(wrapped),
    bridge: 0,
    loads: 0,
    waits: 1,
    afterA: false,
    onlyA: false,
  }
  const bridgedAfterB = { ...waiting, cycles: bridgedGap, bridge: bridge(demand.bBeats), waits: 0 }
  const bridgedAfterA = { ...bridgedAfterB, bridge: bridge(demand.aBeats), afterA: true, onlyA: true }
  const both = { ...waiting, loads: 1 }
  const oneBridged = {
    ...bridgedAfterA,
    cycles: bridgedGap + waiting.cycles,
    loads: 1,
    waits: 1,
    onlyA: false,
  }
  // By two LOADs, or by one that lasts from the first of the gaps to the second, through the load between.
  const twoBridged = Math.min(
    bridgedAfterA.bridge + bridgedAfterB.bridge,
    bridgedAfterA.bridge + bridgedGap + demand.bBeats,
    bridgedAfterB.bridge + bridgedGap + demand.aBeats,
  )
  return {
    any: [waiting, bridgedAfterB, bridgedAfterA, oneBridged],
    lastOfA: [
      { ...waiting, onlyA: true },
      bridgedAfterA,
      { ...both, cycles: 2 * waiting.cycles, waits: 2 },
      oneBridged,
      { ...both, cycles: 2 * bridgedGap, bridge: twoBridged, waits: 0 },
    ],
  }
}
