import { instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { bridgeRest, gapKinds } from './gaps.js'

/** Whole numbers from the least to the most. */
export interface Range {
  readonly least: number
  readonly most: number
}

/**
 * The gaps between the loads of programs that work in `epochs`, some of those between epochs bridged by a burst of
 * another client: the earliest, where that holds compute up least (docs/bounds.md, "From the end").
 */
export interface Gaps {
  /** Cycles of all gaps together, at least. */
  readonly cycles: number
  /** Compute instructions that there must be for bridges alone. */
  readonly bridges: number
  /** The epochs that there are at most. */
  readonly epochs: number
  /** Cycles of the gaps from the end of an epoch (1 is the first) on, less what compute spends on later epochs besides iterations. */
  spare(epoch: number): number
}

/**
 * @param epochs so many, from the fewest to the most; `bridged` gaps between them likewise.
 * @param wrapped whether fetch needs more than one batch: the last one, if it is short, bridges a gap (the last of the
 * bridged ones) and takes no time of compute.
 */
export function gapsBetween(
  demand: Demand,
  costs: Costs,
  epochs: Range,
  bridged: Range,
  wrapped: boolean,
): Gaps {
  const { bridgedGap } = costs
  const kinds = gapKinds(demand, costs, wrapped).any
  const plain = kinds[0].cycles
  const bridge = Math.min(...kinds.filter((kind) => kind.waits === 0).map((kind) => kind.bridge))
  const { least } = bridged
  const most = Math.min(bridged.most, epochs.least - 1)
  // The last of the bridged gaps, where there is one that costs nothing.
  const free = wrapped ? least : 0
  const spare = (epoch: number): number => {
    const gaps = epochs.most - epoch
    const bridges = Math.max(0, least + 1 - epoch)
    const waits = (gaps - bridges) * plain + bridges * bridgedGap
    // Of the bridge behind this epoch, only the rest is still to be done when its loads are.
    const own = epoch <= least && epoch !== free ? bridgeRest : 0
    const others = bridges - Number(own > 0) - Number(free > 0 && epoch <= free)
    return waits - own - others * bridge - instructionOverhead * gaps
  }
  // The LOADs that must be there anyway, of micro-ops and of the bias, bridge the gap between the first of A and the
  // first of B and one between epochs each.
  const loaded = 1 + Number(wrapped) + Number(demand.biasBeats > 0)
  return {
    epochs: epochs.most,
    cycles: bridgedGap * (1 + most) + plain * (epochs.least - 1 - most),
    bridges: Math.max(0, least - loaded),
    spare,
  }
}
