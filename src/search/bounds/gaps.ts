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
  /** Whether memory waits its start-up delay in it. */
  readonly waits: boolean
  /** Whether the load before the gap is one of A, so that A is missing until then. */
  readonly afterA: boolean
  /** Whether the epoch brings nothing but A. */
  readonly onlyA: boolean
}

/** Cycles of a bridging LOAD that are left when the load before the gap is done. */
export const bridgeRest = 6

/** Cycles of a bridging LOAD that came behind a burst of `beats`, besides those beats. */
const behindBurst = 12

/**
 * @param wrapped whether fetch needs more than one batch: a full one, served in a gap, makes it shorter by a cycle.
 */
export function gapKinds(demand: Demand, costs: Costs, wrapped: boolean): readonly GapKind[] {
  const { gap, bridgedGap, burst } = costs
  const bridge = (beats: number): number => Math.min(loadAlone, Math.min(beats, burst) + behindBurst)
  const plain = gap - Number(wrapped)
  const afterA = bridge(demand.aBeats)
  return [
    { cycles: plain, bridge: 0, loads: 0, waits: true, afterA: false, onlyA: false },
    {
      cycles: bridgedGap,
      bridge: bridge(demand.bBeats),
      loads: 0,
      waits: false,
      afterA: false,
      onlyA: false,
    },
    { cycles: bridgedGap, bridge: afterA, loads: 0, waits: false, afterA: true, onlyA: true },
    { cycles: bridgedGap + plain, bridge: afterA, loads: 1, waits: true, afterA: true, onlyA: false },
  ]
}
