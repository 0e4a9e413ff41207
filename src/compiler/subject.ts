import { beatBytes, type Hardware, type Scratchpad } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { epiloguePasses, startsFromBias, type AluPass } from './epilogue.js'
import { layOut, type Layout } from './layout.js'
import { extentsOf, type Extents } from './tiles.js'

/** A workload on a hardware, and what all its programs share. */
export interface Subject {
  readonly workload: Workload
  readonly hardware: Hardware
  readonly extents: Extents
  readonly layout: Layout
  /** Whether tiles of C start as the bias row instead of zero. */
  readonly fromBias: boolean
  readonly passes: readonly AluPass[]
  /** Elements that one load may move. */
  readonly mostElements: Readonly<Record<'inp' | 'wgt' | 'acc', number>>
}

/** @throws InputError when the tensors do not fit DRAM. */
export const subjectOf = (workload: Workload, hardware: Hardware): Subject => ({
  workload,
  hardware,
  extents: extentsOf(workload, hardware),
  layout: layOut(workload, hardware),
  fromBias: startsFromBias(workload.epilogue),
  passes: epiloguePasses(workload.epilogue),
  mostElements: {
    inp: inFlightLimit(hardware, 'inp'),
    wgt: inFlightLimit(hardware, 'wgt'),
    acc: inFlightLimit(hardware, 'acc'),
  },
})

/**
 * Elements that one load may move without any risk that the DMA's in-flight counter wraps (timing.md 12.3): the
 * counter's modulus is the scratchpad's depth in beats, so a load of fewer beats cannot reach it.
 */
function inFlightLimit(hardware: Hardware, pad: Scratchpad): number {
  const beats = hardware.elementBytes[pad] / beatBytes
  const modulus = 2 ** Math.floor(Math.log2(hardware.depth[pad] * beats))
  return Math.floor((modulus - 1) / beats)
}
