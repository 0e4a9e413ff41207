import type { Hardware } from '../hardware/hardware.js'

/** 32-bit words in an instruction (128 bits, little endian). */
export const wordsPerInstruction = 4
export const instructionBytes = 16

/** Largest DRAM a program may ask for. */
export const maxDramBytes = 2 ** 30

/** Bytes of the initial DRAM image at an address. */
export interface Segment {
  readonly address: number
  readonly bytes: Uint8Array
}

/**
 * A whole VTA program: what the host puts in DRAM before the launch and where it finds the result.
 * Addresses and lengths in bytes; all base registers are 0, so an element index times the element's bytes is its
 * address.
 */
export interface Program {
  /** Four 32-bit words an instruction, in the order fetch reads them. */
  readonly instructions: Uint32Array
  /** Where the instructions lie in DRAM; a multiple of 16. */
  readonly instructionAddress: number
  /** Size of DRAM; at most `maxDramBytes`. */
  readonly dramBytes: number
  /** The initial image without the instructions, by rising address, none overlapping; what none covers is zero. */
  readonly segments: readonly Segment[]
  readonly output: { readonly address: number; readonly bytes: number }
}

/** The hardware fields a bundle's header carries (isa.md, "Program bundles"), as log2 values in header order. */
export type BundleShape = readonly number[]

/** Number of instructions in a program. */
export const instructionCount = (program: Program): number =>
  program.instructions.length / wordsPerInstruction

/** The header's eleven log2 fields for a hardware: widths in bits, batch, blocks, buffers in bytes. */
export const bundleShape = (hardware: Hardware): BundleShape => {
  const c = hardware.config
  return [
    c.LOG_INP_WIDTH,
    c.LOG_WGT_WIDTH,
    c.LOG_ACC_WIDTH,
    c.LOG_INP_WIDTH,
    c.LOG_BATCH,
    c.LOG_BLOCK,
    c.LOG_BLOCK,
    c.LOG_UOP_BUFF_SIZE,
    c.LOG_INP_BUFF_SIZE,
    c.LOG_WGT_BUFF_SIZE,
    c.LOG_ACC_BUFF_SIZE,
  ]
}
