import { computeBound } from './compute-bound.js'
import type { Costs } from './costs.js'
import type { Demand } from './demand.js'
import { loadBound } from './load-bound.js'
import { Missing } from './missing.js'
import { largerOf, type LowerBound } from './parts.js'

/**
 * The least over the number of epochs of the most that any resource needs for it (docs/bounds.md, "From the end"). More
 * epochs let compute follow the data more closely and leave less to do at the end, but each costs instructions and a
 * gap between loads.
 */
export function leastFromTheEnd(demand: Demand, costs: Costs): LowerBound {
  const missing = Array.from({ length: demand.passes + 1 }, (_, once) => new Missing(demand, once))
  let best: LowerBound | null = null
  for (let epochs = 1; ; epochs++) {
    const loads = loadBound(demand, costs, missing, epochs, best?.cycles ?? Infinity)
    // More epochs make neither bound less once the gaps alone cost too much.
    if (loads === null) return best ?? computeBound(demand, costs, epochs)
    const computes = computeBound(demand, costs, epochs)
    const bound = largerOf(loads, computes)
    if (!best || bound.cycles < best.cycles) best = bound
    if (computes.cycles >= loads.cycles) return best
  }
}
