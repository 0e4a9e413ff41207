import type { Demand } from './demand.js'

/** The fewest instructions of a program that works in `epochs` (docs/bounds.md, "Instructions"). */
export function fewestInstructions(demand: Demand, epochs: number): number {
  const loads = epochs + 1
  const products = epochs
  const initUopStoreFinish = 4
  return loads + products + demand.passes + initUopStoreFinish
}
