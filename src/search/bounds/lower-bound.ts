import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { computeBound } from './compute-bound.js'
import { costsOf, type Costs } from './costs.js'
import { demandOf, type Demand } from './demand.js'
import { loadBound } from './load-bound.js'
import { serverBound } from './server-bound.js'
import { storeBound } from './store-bound.js'
import type { LowerBound } from './parts.js'

/**
 * Cycles that no program for a workload on a hardware can beat, with the causes that they consist of. What a program
 * is, and the proof: docs/bounds.md.
 *
 * A program works in epochs: loads, then a GEMM that waits for them. More epochs let compute follow the data more
 * closely and leave less to do at the end, but each costs instructions and a gap between loads. The bound is the least
 * over the number of epochs of the most that any resource needs for it.
 */
export function lowerBound(workload: Workload, hardware: Hardware): LowerBound {
  const demand = demandOf(workload, hardware)
  const costs = costsOf(hardware)
  const always = larger(storeBound(demand, costs), serverBound(demand, costs))
  return demand.constant ? always : larger(leastOverEpochs(demand, costs), always)
}

function leastOverEpochs(demand: Demand, costs: Costs): LowerBound {
  let best: LowerBound | null = null
  for (let epochs = 1; ; epochs++) {
    const loads = loadBound(demand, costs, epochs, best?.cycles ?? Infinity)
    // More epochs make neither bound less once the gaps alone cost too much.
    if (loads === null) return best ?? computeBound(demand, costs, epochs)
    const computes = computeBound(demand, costs, epochs)
    const bound = larger(loads, computes)
    if (!best || bound.cycles < best.cycles) best = bound
    if (computes.cycles >= loads.cycles) return best
  }
}

const larger = (a: LowerBound, b: LowerBound): LowerBound => (a.cycles >= b.cycles ? a : b)
