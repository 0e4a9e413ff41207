import type { UopLoad } from './schedule.js'

/** A list's loads of micro-ops: the program's first, and those behind it. */
export interface UopLoads {
  /** Micro-ops that the first load brings in a burst of their own; 0: as they come. */
  readonly firstFront: number
  /** In order. */
  readonly later: readonly UopLoad[]
}

/** Takes the program's first load, the first of product 0, from the others. @param loads in order. */
export function splitLoads(loads: readonly UopLoad[]): UopLoads {
  const first = loads.at(0)
  return first?.[0] === 0 ? { firstFront: first[2], later: loads.slice(1) } : { firstFront: 0, later: loads }
}

/** The same as one list: a first load that is as it comes stands there only if there are others of product 0. */
export function joinLoads({ firstFront, later }: UopLoads): readonly UopLoad[] {
  const isPlain = firstFront === 0 && later.every(([at]) => at > 0)
  return isPlain ? later : [[0, 0, firstFront], ...later]
}

/** Loads of micro-ops in order. The program's first load comes anyhow, and nothing can idle before it. */
export function normalLoads(loads: readonly UopLoad[], products: number): readonly UopLoad[] {
  const sorted = loads.filter(([at]) => at < products).toSorted(([a], [b]) => a - b)
  return joinLoads(splitLoads(sorted))
}
