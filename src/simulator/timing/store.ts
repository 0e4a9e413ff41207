import { beatBytes, type Hardware } from '../../hardware/hardware.js'
import * as fields from '../../isa/fields.js'

const { dramIndexAt, xSizeAt, xStrideAt, ySizeAt } = fields

/** The rest of a row is counted in 16 bits where an element is more than a beat (timing.md 12.3). */
const restMask = 0xffff

/**
 * The store engine (timing.md 8): its write channel never contends, so the number of elements and bursts says it all.
 */
export class StoreEngine {
  private readonly elementBytes: number
  /** Beats per OUT element, r. */
  private readonly beatsPerElement: number
  private readonly burstBeats: number

  constructor(hardware: Hardware) {
    this.elementBytes = hardware.elementBytes.out
    this.beatsPerElement = this.elementBytes / beatBytes
    this.burstBeats = hardware.burstBeats
  }

  /** Execution length in cycles of the STORE at `words[at]`, whose x_size is not 0; infinite when it never ends. */
  cycles(words: Uint32Array, at: number): number {
    const r = this.beatsPerElement
    // r = 1 commands rows as the loads do: with no row it waits for ever. Else 0 means 65536 rows.
    const ySize = ySizeAt(words, at) || (r === 1 ? Infinity : 65536)
    if (ySize === Infinity) return Infinity
    const address = Math.imul(dramIndexAt(words, at), this.elementBytes)
    const rowBeats = xSizeAt(words, at) * r
    const strideBeats = xStrideAt(words, at) * r
    const offset = (address >>> 3) & (this.burstBeats - 1)
    const step = strideBeats & (this.burstBeats - 1)
    return this.rowsCycles(ySize, offset, step, rowBeats)
  }

  /** Rows repeat once their start has the same place in a burst's window again: at the latest after `burstBeats`. */
  private rowsCycles(rows: number, offset: number, step: number, rowBeats: number): number {
    if (step === 0) return rows * this.rowCycles(offset, rowBeats)
    const period = this.burstBeats / lowestBit(step)
    const whole = Math.floor(rows / period)
    const rest = rows % period
    let all = 0
    let tail = 0
    for (let row = 0; row < (whole > 0 ? period : rest); row++) {
      const cycles = this.rowCycles((offset + row * step) & (this.burstBeats - 1), rowBeats)
      all += cycles
      if (row < rest) tail += cycles
    }
    return whole > 0 ? whole * all + tail : tail
  }

  /** A row of `rowBeats` that starts `offset` beats into a window of the longest burst. */
  private rowCycles(offset: number, rowBeats: number): number {
    const r = this.beatsPerElement
    const beats = r === 1 ? rowBeats : this.storedBeats(offset, rowBeats)
    const bursts = Math.ceil((offset + beats) / this.burstBeats)
    return r === 1 ? beats + 4 * bursts : ((r + 1) * beats) / r + 3 * bursts
  }

  private storedBeats(offset: number, rowBeats: number): number {
    const first = this.burstBeats - offset
    return rowBeats <= first ? rowBeats : first + ((rowBeats - first) & restMask)
  }
}

const lowestBit = (value: number): number => value & -value
