import * as hardware from '../../hardware/hardware.js'

const { beatBytes } = hardware

/** The beats of one UOP row are kept in 15 bits (timing.md 12.3). */
export const uopRowBits = 15

/**
 * Command generation of a 2-D transfer (timing.md 7.1): rows cut into bursts that end at multiples of the longest
 * burst's bytes; a new row starts a new burst. Addresses are bytes modulo 2^32, of which only the low bits matter.
 */
export class BurstCommands {
  /** Beats of the burst that `next` gave last. */
  beats = 0
  /** Beats that the in-flight counter is told of: `beats`, but 0 for a UOP row whose length lost its only bit. */
  counted = 0
  private rowsLeft = 0
  private rowAddress = 0
  private strideBytes = 0
  private rowBytes = 0
  /** Beats of the current row not yet commanded; `newRow` when none is. */
  private rest = 0
  private newRow = true

  /** @param burstBeats longest burst. @param rowMask the bits that a row's number of beats is kept in. */
  constructor(
    private readonly burstBeats: number,
    private readonly rowMask: number,
  ) {}

  start(address: number, rows: number, rowBytes: number, strideBytes: number): void {
    this.rowAddress = address
    this.rowsLeft = rows
    this.rowBytes = rowBytes
    this.strideBytes = strideBytes
    this.newRow = true
  }

  /** Whether every command of the transfer was given. */
  get done(): boolean {
    return this.rowsLeft === 0
  }

  /** The next command: sets `beats` and `counted`. */
  next(): void {
    let room = this.burstBeats
    if (this.newRow) {
      const rowBeats = (this.rowBytes + (this.rowAddress & (beatBytes - 1)) + beatBytes - 1) >>> 3
      this.rest = rowBeats & this.rowMask
      room -= (this.rowAddress >>> 3) & (this.burstBeats - 1)
    }
    this.counted = this.rest < room ? this.rest : room
    // A length field of 0 - 1: the memory sees the longest burst.
    this.beats = this.counted === 0 ? this.burstBeats : this.counted
    this.rest -= this.counted
    this.newRow = this.rest === 0
    if (this.newRow) this.nextRow()
  }

  private nextRow(): void {
    this.rowsLeft--
    this.rowAddress = (this.rowAddress + this.strideBytes) | 0
  }
}
