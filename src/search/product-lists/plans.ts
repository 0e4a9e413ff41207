import { startsFromBias } from '../../compiler/epilogue.js'
import { extentsOf, type Extents } from '../../compiler/tiles.js'
import { beatBytes, type Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'

/** How large tiles of C are, and how long operands stay. */
export interface Plan {
  readonly extents: Extents
  /** The outer one of the loops over tiles. */
  readonly outer: 'm' | 'n'
  /** Of a tile: rows, and blocks of n. */
  readonly rows: number
  readonly blocks: number
  readonly inpAt: 'root' | 'm' | 'k'
  readonly wgtAt: 'root' | 'n' | 'k'
  /** Blocks of k that a product may have: twice that is in the scratchpads, where operands do not stay. */
  readonly mostK: number
}

/** Cycles of a load beyond its beats, and of an instruction of compute beyond its iterations (timing.md 4, 11.1). */
const perLoad = 23
const perCompute = 7

/** Numbers of chunks that are tried: all small ones, then steps of half an octave. */
function* counts(extent: number): Generator<number> {
  for (let count = 1; count < extent; count = Math.max(count + 1, Math.round(count * 1.4))) yield count
  yield extent
}

/** Whether the accumulators hold all of C, and the bias if there is one. */
export const holdC = ({ m, n }: Extents, { depth }: Hardware, hasBias: boolean): boolean =>
  n * (m + (hasBias ? 1 : 0)) <= depth.acc

/** Whether all of C can be begun at once, cut into so many chunks of m: a bias begins one of them at a time. */
export const begunAtOnce = (workload: Workload, hardware: Hardware, chunksOfM: number): boolean =>
  holdC(extentsOf(workload, hardware), hardware, workload.epilogue.bias) &&
  (chunksOfM === 1 || !startsFromBias(workload.epilogue))

/**
 * The plans that read and compute least, by sums alone, the least first. There is always one: a tile of one row and one
 * block fits.
 * @param hasBias whether accumulators hold a bias too: all of it, or, if it is too long, that of the tiles.
 */
export function leastPlans(
  extents: Extents,
  hardware: Hardware,
  hasBias: boolean,
  outer: 'm' | 'n',
  most: number,
): Plan[] {
  const { inp, wgt, acc } = hardware.depth
  const holdsC = holdC(extents, hardware, hasBias)
  const found: { plan: Plan; cycles: number }[] = []
  for (const ofM of counts(extents.m)) {
    for (const ofN of counts(extents.n)) {
      const rows = Math.ceil(extents.m / ofM)
      const blocks = Math.ceil(extents.n / ofN)
      // Where C does not fit whole, a tile is computed while another is stored.
      const forBias = hasBias ? Math.min(extents.n, 2 * blocks) : 0
      const fits = (holdsC || 2 * rows * blocks + forBias <= acc) && 2 * rows <= inp && 2 * blocks <= wgt
      if (!fits && (rows > 1 || blocks > 1)) continue
      const plan = planFor(extents, hardware, outer, rows, blocks)
      found.push({ plan, cycles: cyclesOf(plan, hardware) })
    }
  }
  found.sort((a, b) => a.cycles - b.cycles)
  return found.slice(0, most).map(({ plan }) => plan)
}

function planFor(
  extents: Extents,
  { depth }: Hardware,
  outer: 'm' | 'n',
  rows: number,
  blocks: number,
): Plan {
  const holdsA = extents.m * extents.k <= depth.inp
  const holdsB = extents.n * extents.k <= depth.wgt
  const inpAt = holdsA ? 'root' : outer === 'm' && rows * extents.k <= depth.inp ? 'm' : 'k'
  const wgtAt = holdsB ? 'root' : outer === 'n' && blocks * extents.k <= depth.wgt ? 'n' : 'k'
  const mostK = Math.min(
    extents.k,
    inpAt === 'k' ? Math.max(1, Math.floor(depth.inp / (2 * rows))) : extents.k,
    wgtAt === 'k' ? Math.max(1, Math.floor(depth.wgt / (2 * blocks))) : extents.k,
  )
  return { extents, outer, rows, blocks, inpAt, wgtAt, mostK }
}

/** How many products a plan comes to, about. */
export const productsOf = ({ extents: { m, n, k }, rows, blocks, mostK }: Plan): number =>
  Math.ceil(m / rows) * Math.ceil(n / blocks) * Math.ceil(k / mostK)

/** The larger of all loads and all products, in cycles. */
function cyclesOf(plan: Plan, hardware: Hardware): number {
  const { extents, rows, blocks, inpAt, wgtAt, mostK } = plan
  const { m, n, k } = extents
  const tilesOfM = Math.ceil(m / rows)
  const tilesOfN = Math.ceil(n / blocks)
  const products = productsOf(plan)
  const timesA = inpAt === 'k' ? tilesOfN : 1
  const timesB = wgtAt === 'k' ? tilesOfM : 1
  const { inp, wgt } = hardware.elementBytes
  const beats = (k * (m * timesA * inp + n * timesB * wgt)) / beatBytes
  const loads = Math.ceil(k / mostK) * (tilesOfM * timesA + tilesOfN * timesB)
  return Math.max(beats + perLoad * loads, m * n * k + perCompute * products)
}
