import { startsFromBias } from './epilogue.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import {
  axesOf,
  loopOrders,
  type AttachPoint,
  type Fill,
  type ListedProduct,
  type LoopOrder,
  type Schedule,
  type Tile,
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
} from './tiles.js'

/**
 * The schedule that stands for all that say the same: the compiler compiles this one, so schedules with equal
 * normal forms are one program. A loop of one chunk is no loop: its place in the order means nothing (but for k,
 * outside which C's tiles are kept), and attaching there is attaching at the loop around it. Micro-ops along an
 * axis on which every chunk is 1 are a single micro-op, whichever such axis it is.
 */
export function normalSchedule(schedule: Schedule, workload: Workload, hardware: Hardware): Schedule {
  const cutting = cutAxes(schedule, extentsOf(workload, hardware))
  if (schedule.products) return normalList(schedule, schedule.products, workload, cutting)
  const order = normalOrder(schedule.order, cutting)
  const inp = normalPoint(schedule.inp_at, order, cutting)
  const wgt = normalPoint(schedule.wgt_at, order, cutting)
  return {
    tile_m: tileOf(cutting.m),
    tile_n: tileOf(cutting.n),
    tile_k: tileOf(cutting.k),
    first_k: otherTile(cutting.firstK, cutting.k),
    last_k: otherTile(cutting.lastK, cutting.k),
    order,
    inp_at: inp,
    wgt_at: wgt,
    acc_at: normalStart(schedule.acc_at, order, cutting, startsFromBias(workload.epilogue)),
    inp_fill: normalFill(schedule.inp_fill, inp, 'm', order, cutting),
    wgt_fill: normalFill(schedule.wgt_fill, wgt, 'n', order, cutting),
    inp_buffers: schedule.inp_buffers,
    wgt_buffers: schedule.wgt_buffers,
    acc_buffers: schedule.acc_buffers,
    threads: schedule.threads,
    thread_axis: schedule.threads === 1 ? 'm' : schedule.thread_axis,
    alu_tiles: normalGroups(schedule, order, cutting),
    uop_at: schedule.uop_at,
    uop_axis:
      (['m', 'n', 'k'] as const).find((axis) => largestChunk(cutting, axis) === 1) ?? schedule.uop_axis,
    products: null,
    uop_loads: [],
  }
}

/**
 * A list of products has no loop over k and no virtual threads; an operand stays for the whole program or is brought
 * for each product, and C's tiles start all at once or each at its first product.
 */
function normalList(
  schedule: Schedule,
  products: readonly ListedProduct[],
  workload: Workload,
  cutting: Cutting,
): Schedule {
  const order = normalOrder(
    axesOf[schedule.order].indexOf('m') < axesOf[schedule.order].indexOf('n') ? 'mnk' : 'nmk',
    cutting,
  )
  const atOnce =
    schedule.acc_at === 'root' && !(startsFromBias(workload.epilogue) && mostChunks(cutting, 'm') > 1)
  const inp = schedule.inp_at === 'root' ? 'root' : 'k'
  const wgt = schedule.wgt_at === 'root' ? 'root' : 'k'
  return {
    ...schedule,
    tile_m: tileOf(cutting.m),
    tile_n: tileOf(cutting.n),
    tile_k: products.reduce((largest, [, , , blocks]) => Math.max(largest, blocks), 1),
    first_k: null,
    last_k: null,
    order,
    inp_at: inp,
    wgt_at: wgt,
    acc_at: atOnce && mostChunks(cutting, 'm') * mostChunks(cutting, 'n') > 1 ? 'root' : 'k',
    inp_fill: inp === 'root' ? schedule.inp_fill : 'whole',
    wgt_fill: wgt === 'root' ? schedule.wgt_fill : 'whole',
    threads: 1,
    thread_axis: 'm',
    alu_tiles: normalGroups({ ...schedule, threads: 1 }, order, cutting),
    uop_loads: [...new Set(schedule.uop_loads)]
      .filter((at) => at > 0 && at < products.length)
      .toSorted((a, b) => a - b),
  }
}

function normalOrder(order: LoopOrder, cutting: Cutting): LoopOrder {
  const loops = axesOf[order].filter((axis) => axis === 'k' || mostChunks(cutting, axis) > 1)
  const gone = (['m', 'n'] as const).filter((axis) => !loops.includes(axis))
  const normal = [...gone, ...loops].join('')
  return loopOrders.find((known) => known === normal) ?? order
}

function normalPoint(point: AttachPoint, order: LoopOrder, cutting: Cutting): AttachPoint {
  if (point === 'root') return point
  const axesAround = axesOf[order].slice(0, axesOf[order].indexOf(point) + 1)
  return axesAround.findLast((axis) => mostChunks(cutting, axis) > 1) ?? 'root'
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
  cutting: Cutting,
): Fill {
  const axesInside = point === 'root' ? axesOf[order] : axesOf[order].slice(axesOf[order].indexOf(point) + 1)
  const pieces = axesInside.some((axis) => (axis === 'k' || axis === outer) && mostChunks(cutting, axis) > 1)
  return pieces ? fill : 'whole'
}

/**
 * Where C's tiles start, as the loop whose body holds it; k where that is each tile. A bias is copied row by row,
 * which one instruction can do only where the rows of m are not cut inside it.
 */
function normalStart(point: AttachPoint, order: LoopOrder, cutting: Cutting, fromBias: boolean): AttachPoint {
  const outsideK = axesOf[order]
    .slice(0, axesOf[order].indexOf('k'))
    .filter((axis) => mostChunks(cutting, axis) > 1)
  const [outermost, innermost] = [outsideK.at(0), outsideK.at(-1)]
  if (point === 'k' || point === innermost || outermost === undefined) return 'k'
  if (point !== 'root' && !outsideK.includes(point)) return 'k'
  const inside = point === 'root' ? outsideK : outsideK.slice(outsideK.indexOf(point) + 1)
  return fromBias && inside.includes('m') ? 'k' : point
}

/** Groups of tiles that share their ALU passes; each virtual thread's tile stands alone. */
function normalGroups(schedule: Schedule, order: LoopOrder, cutting: Cutting): Tile {
  if (schedule.threads > 1) return 1
  const outsideK = axesOf[order].slice(0, axesOf[order].indexOf('k'))
  return tileOf(
    cut(
      schedule.alu_tiles,
      outsideK.reduce((tiles, axis) => tiles * mostChunks(cutting, axis), 1),
    ),
  )
}
