import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { costsOf } from './costs.js'
import { demandOf } from './demand.js'
import { leastFromTheEnd } from './from-the-end.js'
import { leastFromTheStart } from './from-the-start.js'
import { largerOf, type LowerBound } from './parts.js'
import { serverBound } from './server-bound.js'
import { storeBound } from './store-bound.js'

/**
 * Cycles that no program for a workload on a hardware can beat, with the causes that they consist of: the largest of
 * several bounds. What a program is, and the proofs: docs/bounds.md.
 */
export function lowerBound(workload: Workload, hardware: Hardware): LowerBound {
  const demand = demandOf(workload, hardware)
  const costs = costsOf(hardware)
  const always = largerOf(storeBound(demand, costs), serverBound(demand, costs))
  if (demand.constant) return always
  const known = leastFromTheEnd(demand, costs, always.cycles) ?? always
  return leastFromTheStart(demand, costs, known.cycles) ?? known
}
