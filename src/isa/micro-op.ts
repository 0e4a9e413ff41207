/** Micro-ops: 32 bits, dst 0-10, src 11-21, wgt 22-31 (isa.md). ALU reads dst and src only. */

export const microOpBytes = 4

export interface MicroOp {
  /** Index of an ACC (and OUT) element. */
  readonly dst: number
  /** Index of an INP element for GEMM, of an ACC element for ALU. */
  readonly src: number
  /** Index of a WGT element. */
  readonly wgt: number
}

/** The word of indices that fit: dst and src below 2048, wgt below 1024. */
export const microOpWord = (dst: number, src: number, wgt: number): number =>
  (dst | (src << 11) | (wgt << 22)) >>> 0

export const dstOf = (word: number): number => word & 0x7ff
export const srcOf = (word: number): number => (word >>> 11) & 0x7ff
export const wgtOf = (word: number): number => word >>> 22

export const decodeMicroOp = (word: number): MicroOp => ({
  dst: dstOf(word),
  src: srcOf(word),
  wgt: wgtOf(word),
})

const limits = { dst: 2047, src: 2047, wgt: 1023 } as const

/** @throws RangeError naming the index that does not fit its bits. */
export function encodeMicroOp(microOp: MicroOp): number {
  for (const name of ['dst', 'src', 'wgt'] as const) {
    const value = microOp[name]
    if (!Number.isInteger(value) || value < 0 || value > limits[name]) {
      throw new RangeError(`micro-op ${name}: ${value}, but 0 to ${limits[name]}`)
    }
  }
  return microOpWord(microOp.dst, microOp.src, microOp.wgt)
}
