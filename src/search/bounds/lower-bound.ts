import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { computeBound } from './compute-bound.js'
import { costsOf } from './costs.js'
import { demandOf } from './demand.js'
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
  if (demand.constant) return always
  let best: LowerBound | null = null
  for (let epochs = 1; ; epochs++) {
    const load = loadBound(demand, costs, epochs)
    if (best && load.least >= best.cycles) break
    const loads = load.bound()
    const computes = computeBound(demand, costs, epochs)
    const bound = larger(loads, computes)
    if (!best || bound.cycles < best.cycles) best = bound
    // More epochs never make compute's bound less.
    if (computes.cycles >= loads.cycles) break
  }
  return larger(best, always)
}

const larger = (a: LowerBound, b: LowerBound): LowerBound => (a.cycles >= b.cycles ? a : b)
