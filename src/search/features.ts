import { axes, axesOf, uopAxes, type AttachPoint, type Axis, type Schedule } from '../compiler/schedule.js'
import { extentsOf, type Extents } from '../compiler/tiles.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { chunkSummary, type ChunkSummary } from './chunk-summary.js'

/** Numbers that describe the points of a space to a cost model. */
export interface Features {
  readonly names: readonly string[]
  /** Writes one number a name, from `at` on. */
  write(index: number, into: Float64Array, at: number): void
}

/** A body inside some of the loops: how often it runs, and elements of a tensor that one run of it touches. */
interface Body {
  readonly runs: number
  readonly elements: number
}

/** A schedule as the features look at it. */
interface View {
  readonly schedule: Schedule
  readonly hardware: Hardware
  readonly order: readonly Axis[]
  readonly cuts: Readonly<Record<Axis, ChunkSummary>>
  readonly inp: Body
  readonly wgt: Body
  readonly acc: Body
}

/** Loops around what is attached at a point: 0 at the root, 3 inside the innermost loop. */
const depthOf = (point: AttachPoint, order: readonly Axis[]): number =>
  point === 'root' ? 0 : order.indexOf(point) + 1

function bodyAt(
  depth: number,
  of: readonly Axis[],
  { order, cuts }: Pick<View, 'order' | 'cuts'>,
  extents: Extents,
): Body {
  let runs = 1
  let elements = 1
  for (let i = 0; i < order.length; i++) {
    const axis = order[i]
    if (i < depth) runs *= cuts[axis].count
    if (of.includes(axis)) elements *= i < depth ? cuts[axis].largest : extents[axis]
  }
  return { runs, elements }
}

function viewOf(schedule: Schedule, hardware: Hardware, extents: Extents): View {
  const order = axesOf[schedule.order]
  const cuts = {
    m: chunkSummary(schedule.tile_m, extents.m),
    n: chunkSummary(schedule.tile_n, extents.n),
    k: chunkSummary(schedule.tile_k, extents.k),
  }
  const body = (depth: number, of: readonly Axis[]) => bodyAt(depth, of, { order, cuts }, extents)
  return {
    schedule,
    hardware,
    order,
    cuts,
    inp: body(depthOf(schedule.inp_at, order), ['m', 'k']),
    wgt: body(depthOf(schedule.wgt_at, order), ['n', 'k']),
    acc: body(order.indexOf('k'), ['m', 'n']),
  }
}

type Feature = readonly [name: string, of: (view: View) => number]

/** Of an axis: sizes by their logarithm, for what matters of sizes is their ratio. */
const axisFeatures = (axis: Axis): readonly Feature[] => [
  [`log_tile_${axis}`, ({ cuts }) => Math.log2(cuts[axis].largest)],
  [`log_chunks_${axis}`, ({ cuts }) => Math.log2(cuts[axis].count)],
  [`log_first_${axis}`, ({ cuts }) => Math.log2(cuts[axis].first)],
  [`place_${axis}`, ({ order }) => order.indexOf(axis)],
]

/** Of a tensor that is copied: how often and how much, and the part of its scratchpad that all threads' copies fill. */
const copyFeatures = (pad: 'inp' | 'wgt'): readonly Feature[] => [
  [`${pad}_depth`, ({ schedule, order }) => depthOf(schedule[`${pad}_at`], order)],
  [`${pad}_by_piece`, ({ schedule }) => Number(schedule[`${pad}_fill`] === 'first_use')],
  [`${pad}_buffers`, ({ schedule }) => schedule[`${pad}_buffers`]],
  [`log_${pad}_copies`, (view) => Math.log2(view[pad].runs)],
  [`log_${pad}_bytes`, (view) => Math.log2(bytesRead(view, pad))],
  [`log_${pad}_full`, (view) => fullness(view, pad)],
]

const bytesRead = (view: View, pad: 'inp' | 'wgt'): number =>
  view[pad].runs * view[pad].elements * view.hardware.elementBytes[pad]

const fullness = (view: View, pad: 'inp' | 'wgt' | 'acc'): number =>
  Math.log2((view[pad].elements * view.schedule.threads) / view.hardware.depth[pad])

function logMicroOps({ schedule, cuts }: View): number {
  const { uop_axis: along } = schedule
  return Math.log2(
    along === 'least' ? Math.min(...axes.map((axis) => cuts[axis].largest)) : cuts[along].largest,
  )
}

const features: readonly Feature[] = [
  ...axes.flatMap(axisFeatures),
  ...copyFeatures('inp'),
  ...copyFeatures('wgt'),
  ['log_read_bytes', (view) => Math.log2(bytesRead(view, 'inp') + bytesRead(view, 'wgt'))],
  ['acc_depth', ({ schedule, order }) => depthOf(schedule.acc_at, order)],
  ['acc_buffers', ({ schedule }) => schedule.acc_buffers],
  ['log_acc_tiles', ({ acc }) => Math.log2(acc.runs)],
  ['log_acc_full', (view) => fullness(view, 'acc')],
  ['log_tiles', ({ cuts }) => Math.log2(cuts.m.count * cuts.n.count * cuts.k.count)],
  ['log_tile_products', ({ cuts }) => Math.log2(cuts.m.largest * cuts.n.largest * cuts.k.largest)],
  ['threads', ({ schedule }) => schedule.threads],
  ['thread_axis', ({ schedule }) => Number(schedule.thread_axis === 'n')],
  ['thread_chunks', ({ schedule, cuts }) => Math.log2(cuts[schedule.thread_axis].count / schedule.threads)],
  ['uop_axis', ({ schedule }) => uopAxes.indexOf(schedule.uop_axis)],
  ['uop_after_copy', ({ schedule }) => Number(schedule.uop_at === 'after_copy')],
  ['log_micro_ops', logMicroOps],
]

const names = features.map(([name]) => name)

/** What a cost model learns from the schedules of a space, whatever its knobs: the choices and what they amount to. */
export function scheduleFeatures(
  workload: Workload,
  hardware: Hardware,
  at: (index: number) => Schedule,
): Features {
  const extents = extentsOf(workload, hardware)
  return {
    names,
    write(index, into, from) {
      const view = viewOf(at(index), hardware, extents)
      for (let i = 0; i < features.length; i++) into[from + i] = features[i][1](view)
    },
  }
}
