import { instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { bridgeRest, gapKinds } from './gaps.js'

/**
 * The gaps between the loads of a program that works in epochs, the first `bridged` of those between epochs bridged by
 * a burst of another client: the earliest, where that holds compute up least (docs/bounds.md, "From the end").
 */
export interface Gaps {
  readonly epochs: number
  /** Cycles of all gaps together. */
  readonly cycles: number
  /** Compute instructions that there must be for bridges alone. */
  readonly bridges: number
  /** Cycles of the gaps from the end of an epoch (1 is the first) on, less what compute spends on later epochs besides iterations. */
  spare(epoch: number): number
}

/**
 * @param wrapped whether fetch needs more than one batch: the last one, if it is short, bridges a gap (the last of the
 * bridged ones) and takes no time of compute.
 */
export function gapsBetween(
  demand: Demand,
  costs: Costs,
  epochs: number,
  bridged: number,
  wrapped: boolean,
): Gaps {
  const { bridgedGap } = costs
  const kinds = gapKinds(demand, costs, wrapped)
  const plain = kinds[0].cycles
  const bridge = Math.min(...kinds.filter((kind) => !kind.waits).map((kind) => kind.bridge))
  const spareOf = (gap: number, epoch: number): number => {
    if (gap > bridged) return plain
    if (wrapped && gap === bridged) return bridgedGap
    return bridgedGap - (gap === epoch ? bridgeRest : bridge)
  }
  // The LOADs that must be there anyway, of micro-ops and of the bias, bridge the gap between the first of A and the
  // first of B and one between epochs each.
  const loaded = 1 + Number(wrapped) + Number(demand.biasBeats > 0)
  return {
    epochs,
    cycles: bridgedGap * (1 + bridged) + plain * (epochs - 1 - bridged),
    bridges: Math.max(0, bridged - loaded),
    spare: (epoch) => {
      let sum = 0
      for (let gap = epoch; gap < epochs; gap++) sum += spareOf(gap, epoch) - instructionOverhead
      return sum
    },
  }
}
