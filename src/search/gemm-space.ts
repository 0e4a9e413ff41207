import { attachPoints, axes, loopOrders, plainKnobs, type Schedule } from '../compiler/schedule.js'
import { extentsOf } from '../compiler/tiles.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { scheduleFeatures } from './features.js'
import { mixedRadix } from './mixed-radix.js'
import { nearestDigits } from './nearest.js'
import { isOrdered, type Knob, type Space } from './space.js'

/** The space of equal tiles, as users of the peers know it. A new version when its knobs or their values change. */
const spaceName = 'gemm-equal-tiles/1'

const threadCounts = [1, 2, 4] as const
const threadAxes = ['m', 'n'] as const

/** Every schedule of equal tiles for a product: which are legal depends on what the scratchpads hold. */
export function gemmSpace(workload: Workload, hardware: Hardware): Space {
  const extents = extentsOf(workload, hardware)
  const tileM = tileSizes(extents.m)
  const tileN = tileSizes(extents.n)
  const tileK = tileSizes(extents.k)
  const knobs = [
    { name: 'tile_m', meaning: 'rows of A and C in a tile', values: tileM },
    { name: 'tile_n', meaning: `blocks of ${hardware.block} output channels in a tile`, values: tileN },
    { name: 'tile_k', meaning: `blocks of ${hardware.block} input channels in a tile`, values: tileK },
    {
      name: 'order',
      meaning: 'tile loops, outermost first; C keeps a tile for every chunk of the loops inside k',
      values: loopOrders,
    },
    { name: 'inp_at', meaning: 'loop at which the copy of A is attached (compute_at)', values: attachPoints },
    { name: 'wgt_at', meaning: 'loop at which the copy of B is attached (compute_at)', values: attachPoints },
    {
      name: 'threads',
      meaning: 'virtual threads: one copies while another computes, each with its part of the scratchpads',
      values: threadCounts,
    },
    { name: 'thread_axis', meaning: 'tile loop whose chunks the virtual threads share', values: threadAxes },
    {
      name: 'uop_axis',
      meaning: "axis of a tile that the micro-ops run over; the instruction's loops run over the others",
      values: axes,
    },
  ] as const satisfies readonly Knob[]
  const radix = mixedRadix(knobs.map(({ values }) => values.length))
  const digits = new Int32Array(knobs.length)
  const at = (index: number): Schedule => {
    radix.digits(index, digits)
    // The plain knobs last: V8 takes 50 times as long to add properties to a spread.
    return {
      tile_m: tileM[digits[0]],
      tile_n: tileN[digits[1]],
      tile_k: tileK[digits[2]],
      order: loopOrders[digits[3]],
      inp_at: attachPoints[digits[4]],
      wgt_at: attachPoints[digits[5]],
      threads: threadCounts[digits[6]],
      thread_axis: threadAxes[digits[7]],
      uop_axis: axes[digits[8]],
      ...plainKnobs,
    }
  }
  const features = scheduleFeatures(workload, hardware, at)
  const nearest = (schedule: Schedule): number => radix.indexOf(nearestDigits(knobs, schedule))
  return {
    name: spaceName,
    knobs,
    ...radix,
    ordered: knobs.map(isOrdered),
    tiles: knobs.map(({ name }) => name.startsWith('tile_')),
    features,
    at,
    nearest,
  }
}

/**
 * Tile sizes for an extent, ascending: those that cut it into equal chunks, and those that halve, quarter, ... it
 * (the last chunk smaller), so that an extent with few divisors has choices too.
 */
export function tileSizes(extent: number): readonly number[] {
  const sizes = new Set<number>()
  for (let count = 1; count * count <= extent; count++) {
    if (extent % count === 0) sizes.add(count).add(extent / count)
  }
  for (let count = 1; count <= extent; count *= 2) sizes.add(Math.ceil(extent / count))
  return [...sizes].toSorted((a, b) => a - b)
}
