import { type Scratchpad, scratchpads } from '../../hardware/hardware.js'

/** What the scratchpads hold at launch: zeros, random bytes, or what the last run left (isa.md, "Running one"). */
export type LaunchState = 'zero' | 'keep' | { readonly rubbish: number }

type Bytes = Readonly<Record<Scratchpad, Uint8Array>>

/**
 * Contents at launch, kept from run to run: a scratchpad is set to them by copying back what has changed. A fresh
 * image is zeros, as fresh scratchpads are.
 */
export class LaunchImage {
  private readonly image: Bytes
  /** Seed of the rubbish; null for zeros. */
  private seed: number | null = null
  /** Bytes of each scratchpad, from its first on, that may differ from the image. */
  private readonly changed = { uop: 0, wgt: 0, inp: 0, acc: 0, out: 0 }

  constructor(private readonly pads: Bytes) {
    const { uop, wgt, inp, acc, out } = pads
    this.image = {
      uop: new Uint8Array(uop.length),
      wgt: new Uint8Array(wgt.length),
      inp: new Uint8Array(inp.length),
      acc: new Uint8Array(acc.length),
      out: new Uint8Array(out.length),
    }
  }

  /** Says that bytes of a scratchpad below `end` may have changed. */
  change(name: Scratchpad, end: number): void {
    this.changed[name] = Math.max(this.changed[name], end)
  }

  /** Sets all scratchpads; the same seed gives the same rubbish. Calls `restored` with the bytes set in each. */
  launch(state: Exclude<LaunchState, 'keep'>, restored: (name: Scratchpad, bytes: number) => void): void {
    this.prepare(state === 'zero' ? null : state.rubbish)
    for (const name of scratchpads) {
      const bytes = this.changed[name]
      this.pads[name].set(this.image[name].subarray(0, bytes))
      this.changed[name] = 0
      restored(name, bytes)
    }
  }

  private prepare(seed: number | null): void {
    if (seed === this.seed) return
    this.seed = seed
    for (const [i, name] of scratchpads.entries()) {
      const bytes = this.image[name]
      if (seed === null) bytes.fill(0)
      else fillRandom(new Uint32Array(bytes.buffer, 0, bytes.length >>> 2), seed + i * 0x10000)
      this.changed[name] = bytes.length
    }
  }
}

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
