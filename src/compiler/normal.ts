import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { axesOf, loopOrders, type AttachPoint, type Axis, type LoopOrder, type Schedule } from './schedule.js'
import { cutAxes, extentsOf, tileOf, type Chunks } from './tiles.js'

type Cutting = Readonly<Record<Axis, Chunks>>

/**
 * The schedule that stands for all that say the same: the compiler compiles this one, so schedules with equal
 * normal forms are one program. A loop of one chunk is no loop: its place in the order means nothing (but for k,
 * outside which C's tiles are kept), and attaching there is attaching at the loop around it. Micro-ops along an
 * axis on which every chunk is 1 are a single micro-op, whichever such axis it is.
 */
export function normalSchedule(schedule: Schedule, workload: Workload, hardware: Hardware): Schedule {
  const cutting = cutAxes(schedule, extentsOf(workload, hardware))
  const order = normalOrder(schedule.order, cutting)
  return {
    tile_m: tileOf(cutting.m),
    tile_n: tileOf(cutting.n),
    tile_k: tileOf(cutting.k),
    order,
    inp_at: normalPoint(schedule.inp_at, order, cutting),
    wgt_at: normalPoint(schedule.wgt_at, order, cutting),
    threads: schedule.threads,
    thread_axis: schedule.threads === 1 ? 'm' : schedule.thread_axis,
    uop_axis: (['m', 'n', 'k'] as const).find((axis) => cutting[axis].largest === 1) ?? schedule.uop_axis,
  }
}

function normalOrder(order: LoopOrder, cutting: Cutting): LoopOrder {
  const loops = axesOf[order].filter((axis) => axis === 'k' || cutting[axis].size.length > 1)
  const gone = (['m', 'n'] as const).filter((axis) => !loops.includes(axis))
  const normal = [...gone, ...loops].join('')
  return loopOrders.find((known) => known === normal) ?? order
}

function normalPoint(point: AttachPoint, order: LoopOrder, cutting: Cutting): AttachPoint {
  if (point === 'root') return point
  const axesAround = axesOf[order].slice(0, axesOf[order].indexOf(point) + 1)
  return axesAround.findLast((axis) => cutting[axis].size.length > 1) ?? 'root'
}
