import { startsFromBias } from './epilogue.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import {
  axes,
  axesOf,
  loopOrders,
  type AttachPoint,
  type Axis,
  type Fill,
  type ListedProduct,
  type LoopOrder,
  type Schedule,
  type Tile,
  type UopAxis,
} from './schedule.js'
import {
  cut,
  cutAxes,
  extentsOf,
  largestChunk,
  mostChunks,
  tileOf,
  type Chunks,
  type Cutting,
  type CuttingSizes,
} from './tiles.js'
import type { ListKnobs } from './flat-list.js'
import { normalCuts } from './store-cuts.js'
import { normalAhead } from './loads-ahead.js'
import { normalLoads } from './uop-loads.js'

/** The knobs that say which loops a nest has, and what stands in which. */
export type LoopKnobs = Pick<
  Schedule,
  'order' | 'inp_at' | 'wgt_at' | 'acc_at' | 'inp_fill' | 'wgt_fill' | 'threads' | 'thread_axis'
>

/** Which axes are cut into several chunks. */
export type Several = Readonly<Record<Axis, boolean>>

export const severalChunks = (cutting: CuttingSizes): Several => ({
  m: mostChunks(cutting, 'm') > 1,
  n: mostChunks(cutting, 'n') > 1,
  k: mostChunks(cutting, 'k') > 1,
})

/**
 * The schedule that stands for all that say the same: schedules with equal normal forms are one program. A loop of one
 * chunk is no loop: its place in the order means nothing (but for k, outside which C's tiles are kept), and attaching
 * there is attaching at the loop around it. Micro-ops along an axis on which every chunk is 1 are a single micro-op,
 * whichever such axis it is.
 */
export function normalSchedule(schedule: Schedule, workload: Workload, hardware: Hardware): Schedule {
  const cutting = cutAxes(schedule, extentsOf(workload, hardware))
  const loops = normalLoops(schedule, severalChunks(cutting), startsFromBias(workload.epilogue))
  return {
    tile_m: tileOf(cutting.m),
    tile_n: tileOf(cutting.n),
    tile_k: tileOf(cutting.k),
    first_k: otherTile(cutting.firstK, cutting.k),
    last_k: otherTile(cutting.lastK, cutting.k),
    ...loops,
    inp_buffers: schedule.inp_buffers,
    wgt_buffers: schedule.wgt_buffers,
    acc_buffers: schedule.acc_buffers,
    alu_tiles: normalGroups(schedule, loops, cutting),
    uop_at: schedule.uop_at === 'after_bias' ? 'after_copy' : schedule.uop_at,
    uop_axis: normalUopAxis(schedule, cutting),
    products: null,
    uop_loads: [],
    loads_ahead: [],
    store_cuts: [],
    ...(schedule.products && normalProducts(schedule, schedule.products)),
  }
}

/** What of a schedule that lists its products is otherwise than with loops. */
function normalProducts(schedule: Schedule, products: readonly ListedProduct[]) {
  return {
    tile_k: products.reduce((largest, [, , , blocks]) => Math.max(largest, blocks), 1),
    first_k: null,
    last_k: null,
    uop_at: schedule.uop_at,
    products,
    uop_loads: normalLoads(schedule.uop_loads, products.length),
    loads_ahead: normalAhead(schedule.loads_ahead, products.length),
    store_cuts: normalCuts(schedule.store_cuts),
  }
}

/** The axis that micro-ops run over; one along which all chunks are 1 where loops have such an axis. */
export function normalUopAxis(schedule: Schedule, cutting: Cutting): UopAxis {
  if (schedule.products) return schedule.uop_axis
  return axes.find((axis) => largestChunk(cutting, axis) === 1) ?? schedule.uop_axis
}

/** The normal form of a schedule's loops. @param fromBias whether tiles of C start from the bias. */
export function normalLoops(schedule: Schedule, several: Several, fromBias: boolean): LoopKnobs {
  if (schedule.products) return loopsOfList(schedule, several, fromBias)
  const order = normalOrder(schedule.order, several)
  const inp = normalPoint(schedule.inp_at, order, several)
  const wgt = normalPoint(schedule.wgt_at, order, several)
  return {
    order,
    inp_at: inp,
    wgt_at: wgt,
    acc_at: normalStart(schedule.acc_at, order, several, fromBias),
    inp_fill: normalFill(schedule.inp_fill, inp, 'm', order, several),
    wgt_fill: normalFill(schedule.wgt_fill, wgt, 'n', order, several),
    threads: schedule.threads,
    thread_axis: schedule.threads === 1 ? 'm' : schedule.thread_axis,
  }
}

/**
 * A list of products has no loop over k and no virtual threads. An operand stays for the whole program, or by pieces
 * for as long as products of one chunk of its own axis follow each other, or is brought for each product; and C's
 * tiles start all at once or each at its first product.
 */
export function loopsOfList(schedule: ListKnobs, several: Several, fromBias: boolean): LoopKnobs {
  const atOnce = schedule.acc_at === 'root' && !(fromBias && several.m)
  const inp = stayInList(schedule.inp_at, 'm', several)
  const wgt = stayInList(schedule.wgt_at, 'n', several)
  return {
    order: 'mnk',
    inp_at: inp,
    wgt_at: wgt,
    acc_at: atOnce && (several.m || several.n) ? 'root' : 'k',
    inp_fill: inp === 'm' ? 'first_use' : schedule.inp_fill,
    wgt_fill: wgt === 'n' ? 'first_use' : schedule.wgt_fill,
    threads: 1,
    thread_axis: 'm',
  }
}

function stayInList(point: AttachPoint, own: 'm' | 'n', several: Several): AttachPoint {
  if (point === 'root' || (point === own && !several[own])) return 'root'
  return point === own ? own : 'k'
}

function normalOrder(order: LoopOrder, several: Several): LoopOrder {
  const loops = axesOf[order].filter((axis) => axis === 'k' || several[axis])
  const gone = (['m', 'n'] as const).filter((axis) => !loops.includes(axis))
  const normal = [...gone, ...loops].join('')
  return loopOrders.find((known) => known === normal) ?? order
}

function normalPoint(point: AttachPoint, order: LoopOrder, several: Several): AttachPoint {
  if (point === 'root') return point
  const axesAround = axesOf[order].slice(0, axesOf[order].indexOf(point) + 1)
  return axesAround.findLast((axis) => several[axis]) ?? 'root'
}

/** A cutting of k for one tile of C; null where it is the cutting of all. */
function otherTile(own: Chunks, all: Chunks): Tile | null {
  const tile = tileOf(own)
  return String(tile) === String(tileOf(all)) ? null : tile
}

/** Filling at first use means something only if a loop inside the copy's own walks one of the tensor's axes. */
function normalFill(
  fill: Fill,
  point: AttachPoint,
  outer: 'm' | 'n',
  order: LoopOrder,
  several: Several,
): Fill {
  const axesInside = point === 'root' ? axesOf[order] : axesOf[order].slice(axesOf[order].indexOf(point) + 1)
  const pieces = axesInside.some((axis) => (axis === 'k' || axis === outer) && several[axis])
  return pieces ? fill : 'whole'
}

/**
 * Where C's tiles start, as the loop whose body holds it; k where that is each tile. A bias is copied row by row,
 * which one instruction can do only where the rows of m are not cut inside it.
 */
function normalStart(point: AttachPoint, order: LoopOrder, several: Several, fromBias: boolean): AttachPoint {
  const outsideK = axesOf[order].slice(0, axesOf[order].indexOf('k')).filter((axis) => several[axis])
  const [outermost, innermost] = [outsideK.at(0), outsideK.at(-1)]
  if (point === 'k' || point === innermost || outermost === undefined) return 'k'
  if (point !== 'root' && !outsideK.includes(point)) return 'k'
  const inside = point === 'root' ? outsideK : outsideK.slice(outsideK.indexOf(point) + 1)
  return fromBias && inside.includes('m') ? 'k' : point
}

/** Groups of tiles that share their ALU passes; each virtual thread's tile stands alone. */
function normalGroups(schedule: Schedule, { order, threads }: LoopKnobs, cutting: Cutting): Tile {
  if (threads > 1) return 1
  const outsideK = axesOf[order].slice(0, axesOf[order].indexOf('k'))
  const tiles = outsideK.reduce((count, axis) => count * mostChunks(cutting, axis), 1)
  return tileOf(cut(schedule.alu_tiles, tiles))
}
