import { beatBytes, type Hardware } from '../../hardware/hardware.js'
import { client, type Client } from './structure.js'

/** The beats of one UOP row are kept in 15 bits (timing.md 12.3). */
const uopRowBits = 15

/** What differs between the DMAs of the four load types. */
export interface DmaShape {
  readonly who: Client
  readonly elementBytes: number
  /** Modulus of the in-flight counter, a power of two. */
  readonly modulus: number
  /** Bits that the beats of a row are kept in. */
  readonly rowMask: number
}

const loadable = ['uop', 'inp', 'wgt', 'acc'] as const

/** The DMA of a scratchpad on a hardware (timing.md 2). */
function dmaShape(hardware: Hardware, memory: (typeof loadable)[number]): DmaShape {
  const elementBytes = hardware.elementBytes[memory]
  const scratchpadBeats = (hardware.depth[memory] * elementBytes) / beatBytes
  // The unit for elements of at most a beat has one bit more.
  const moreBits = elementBytes <= beatBytes ? 1 : 0
  return {
    who: client[memory],
    elementBytes,
    modulus: 2 ** (Math.ceil(Math.log2(scratchpadBeats)) + moreBits),
    rowMask: memory === 'uop' ? 2 ** uopRowBits - 1 : -1,
  }
}

export const dmaShapes = (hardware: Hardware): DmaShape[] =>
  loadable.map((memory) => dmaShape(hardware, memory))
