import { plainKnobs, type Schedule, type Tile } from '../../compiler/schedule.js'
import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import type { Residence, TilePlan } from './fluid-bound.js'

/** All schedules of the sequence space with these sequences of m and n, one loop order, one way to start tiles. */
export interface Region {
  readonly outer: 'm' | 'n'
  readonly m: readonly number[]
  readonly n: readonly number[]
  readonly inp: Residence
  readonly startsAtOnce: boolean
  /** Tiles of each group that shares its ALU passes, in order. */
  readonly groups: readonly number[]
}

/** Where the operands stay, as far out as the scratchpads allow. */
export interface Residences {
  readonly inp: readonly Residence[]
  readonly wgt: Residence
  readonly inpAt: Schedule['inp_at']
  readonly wgtAt: Schedule['wgt_at']
}

/** Where an operand stays: for the whole program, for the outer tile loop, or for a chunk of k. */
function stayOf(fitsWhole: boolean, own: boolean, chunkFits: boolean): 'root' | 'outer' | 'k' {
  if (fitsWhole) return 'root'
  return own && chunkFits ? 'outer' : 'k'
}

/**
 * An operand stays for the whole program if it fits; else for the outer tile loop if that is its own and its chunk
 * fits; else it is brought again, chunk by chunk.
 */
export function residences(
  workload: Workload,
  hardware: Hardware,
  outer: 'm' | 'n',
  largest: { readonly m: number; readonly n: number },
): Residences {
  const { m, n, k } = extentsOf(workload, hardware)
  const { inp, wgt } = hardware.depth
  const a = stayOf(m * k <= inp, outer === 'm', largest.m * k <= inp)
  const b = stayOf(n * k <= wgt, outer === 'n', largest.n * k <= wgt)
  return {
    inp: a === 'root' ? ['whole', 'pieces'] : a === 'outer' ? ['pieces'] : ['again'],
    wgt: b === 'k' ? 'again' : 'pieces',
    inpAt: a === 'outer' ? 'm' : a,
    wgtAt: b === 'outer' ? 'n' : b,
  }
}

/** Whether every chunk of an operand that is brought again fits its scratchpad. */
export function fits(
  hardware: Hardware,
  places: Residences,
  largest: { m: number; n: number; k: number },
): boolean {
  const { inp, wgt } = hardware.depth
  const inpAgain = places.inp[0] === 'again'
  return (
    (!inpAgain || largest.m * largest.k <= inp) && (places.wgt !== 'again' || largest.n * largest.k <= wgt)
  )
}

/** The schedule of a region for given cuts of k and a place for the micro-ops. */
export function regionSchedule(
  region: Region,
  places: Residences,
  k: { readonly first: Tile; readonly middle: Tile; readonly last: Tile },
  uopAt: Schedule['uop_at'],
): Schedule {
  return {
    tile_m: region.m,
    tile_n: region.n,
    tile_k: k.middle,
    first_k: k.first,
    last_k: k.last,
    order: region.outer === 'm' ? 'mnk' : 'nmk',
    inp_at: places.inpAt,
    wgt_at: places.wgtAt,
    acc_at: region.startsAtOnce ? 'root' : 'k',
    alu_tiles: region.groups,
    inp_fill: region.inp === 'pieces' ? 'first_use' : 'whole',
    wgt_fill: places.wgt === 'pieces' ? 'first_use' : 'whole',
    inp_buffers: 0,
    wgt_buffers: 0,
    acc_buffers: 0,
    threads: 1,
    thread_axis: 'm',
    uop_axis: 'least',
    uop_at: uopAt,
    products: plainKnobs.products,
    uop_loads: plainKnobs.uop_loads,
    loads_ahead: plainKnobs.loads_ahead,
    store_cuts: plainKnobs.store_cuts,
  }
}

export const planOf = (region: Region, wgt: Residence): TilePlan => ({ ...region, wgt })
