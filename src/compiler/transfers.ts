import type { Hardware } from '../hardware/hardware.js'
import { beatBytes } from '../hardware/hardware.js'
import { StepKind } from './steps.js'

/**
 * Elements that one load may move without any risk that the DMA's in-flight counter wraps (timing.md 12.3): the
 * counter's modulus is the scratchpad's depth in beats, so a load of fewer beats cannot reach it.
 */
export function inFlightLimit(hardware: Hardware, kind: StepKind): number {
  const pad = kind === StepKind.loadInp ? 'inp' : kind === StepKind.loadWgt ? 'wgt' : 'acc'
  const beats = hardware.elementBytes[pad] / beatBytes
  const modulus = 2 ** Math.floor(Math.log2(hardware.depth[pad] * beats))
  return Math.floor((modulus - 1) / beats)
}
