import type { Hardware } from '../../hardware/hardware.js'

/** What the scratchpads hold at launch: zeros, random bytes, or what the last run left (isa.md, "Running one"). */
export type LaunchState = 'zero' | 'keep' | { readonly rubbish: number }

/**
 * The five scratchpads as views of one buffer: element after element, a WGT element row by row (row = output
 * channel). Indices into a view are element index x values of an element. ACC has `spareAcc` elements more than the
 * hardware: room for contents that an ALU iteration still reads after they were overwritten (alu.ts).
 */
export class Scratchpads {
  readonly block: number
  readonly uop: Uint32Array
  readonly wgt: Int8Array
  readonly inp: Int8Array
  readonly acc: Int32Array
  readonly out: Int8Array
  private readonly buffer: ArrayBuffer

  constructor({ block, depth, elementBytes }: Hardware) {
    const bytes = {
      uop: depth.uop * elementBytes.uop,
      wgt: depth.wgt * elementBytes.wgt,
      inp: depth.inp * elementBytes.inp,
      acc: (depth.acc + spareAcc) * elementBytes.acc,
      out: depth.out * elementBytes.out,
    }
    this.block = block
    this.buffer = new ArrayBuffer(bytes.acc + bytes.uop + bytes.wgt + bytes.inp + bytes.out)
    this.acc = new Int32Array(this.buffer, 0, bytes.acc / 4)
    let at = bytes.acc
    this.uop = new Uint32Array(this.buffer, at, depth.uop)
    at += bytes.uop
    this.wgt = new Int8Array(this.buffer, at, bytes.wgt)
    at += bytes.wgt
    this.inp = new Int8Array(this.buffer, at, bytes.inp)
    at += bytes.inp
    this.out = new Int8Array(this.buffer, at, bytes.out)
  }

  /** Sets the contents at launch; the same seed gives the same rubbish. */
  launch(state: LaunchState): void {
    if (state === 'keep') return
    const words = new Uint32Array(this.buffer)
    if (state === 'zero') words.fill(0)
    else fillRandom(words, state.rubbish)
  }
}

/** ACC elements beyond the hardware's. */
export const spareAcc = 2

/** xorshift32, which never leaves zero: hence the 1. */
function fillRandom(words: Uint32Array, seed: number): void {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[i] = state
  }
}
