import { beatBytes, type Hardware } from '../../../src/hardware/hardware.js'
import { type Pads, ReferencePadding } from './padding.js'
import { beatsPerElement, field, type LoadClient } from './registers.js'

const inFlightBits = (hardware: Hardware, memory: LoadClient): number => {
  const beats = hardware.depth[memory] * beatsPerElement(hardware, memory)
  return Math.ceil(Math.log2(beats)) + (beatsPerElement(hardware, memory) <= 1 ? 1 : 0)
}

const noPads: Pads = { top: 0, bottom: 0, left: 0, right: 0, xSize: 0, ySize: 0 }

/** One load type's DMA, register by register (timing.md 7.1, 7.4, 7.5, 12.3). */
export class ReferenceDma {
  busy = false
  hazards = 0
  wraps = 0
  private readonly padding = new ReferencePadding()
  private readonly modulus: number
  private readonly elementBytes: number
  private readonly windowBytes: number
  private readonly registered: boolean
  private pads = noPads
  private paddingStarts = false
  private stride = 0
  private topRow = 0
  private row = 0
  private rowAddress = 0
  private rowBeatsDone = 0
  private commandsDone = true
  private inFlight = 0

  constructor(
    hardware: Hardware,
    readonly memory: LoadClient,
  ) {
    this.modulus = 2 ** inFlightBits(hardware, memory)
    this.elementBytes = hardware.elementBytes[memory]
    this.windowBytes = hardware.burstBeats * beatBytes
    this.registered = beatsPerElement(hardware, memory) > 1
  }

  /** Its beats are written a cycle later where the data has one more register. */
  get writesTwoAfter(): boolean {
    return this.registered
  }

  start(words: Uint32Array, i: number): void {
    this.pads = {
      top: field(words, i, 'yPadTop'),
      bottom: field(words, i, 'yPadBottom'),
      left: field(words, i, 'xPadLeft'),
      right: field(words, i, 'xPadRight'),
      xSize: field(words, i, 'xSize'),
      ySize: field(words, i, 'ySize'),
    }
    this.busy = true
    this.stride = field(words, i, 'xStride') * this.elementBytes
    this.rowAddress = (field(words, i, 'dramIndex') * this.elementBytes) % 2 ** 32
    this.topRow = 0
    this.row = 0
    this.rowBeatsDone = 0
    this.commandsDone = false
    this.inFlight = 0
    this.paddingStarts = this.registered
    if (!this.registered) this.padding.start(this.pads)
  }

  private rowBeats(): number {
    const beats = Math.ceil((this.pads.xSize * this.elementBytes + (this.rowAddress % beatBytes)) / beatBytes)
    return this.memory === 'uop' ? beats % 2 ** 15 : beats
  }

  /** Beats of the command offered in this cycle as the counter sees them; undefined when none is. */
  private offered(): number | undefined {
    const { top, ySize } = this.pads
    const hasRows = top < (top + ySize) % 65536
    if (!this.busy || this.commandsDone || this.topRow < top || !hasRows) return undefined
    const left = this.rowBeats() - this.rowBeatsDone
    const address = Math.floor(this.rowAddress / beatBytes) * beatBytes
    const room = this.rowBeatsDone === 0 ? this.windowBytes - (address % this.windowBytes) : this.windowBytes
    return Math.min(left, room / beatBytes)
  }

  get complete(): boolean {
    return this.busy && this.commandsDone && this.inFlight === 0 && this.padding.state === 'idle'
  }

  /** One cycle in which no load starts. Returns the beats of the command that fires in it, if one does. */
  cycle(slotEmpty: boolean, isWritten: boolean): number | undefined {
    const complete = this.complete
    const counted = slotEmpty ? this.offered() : undefined
    if (this.busy) {
      this.count(counted, isWritten)
      if (this.topRow < this.pads.top) this.topRow++
    }
    if (counted !== undefined) this.advance(counted)
    this.padding.cycle(this.pads, isWritten)
    if (this.paddingStarts) this.padding.start(this.pads)
    this.paddingStarts = false
    if (complete) this.busy = false
    return counted === 0 ? this.windowBytes / beatBytes : counted
  }

  private count(requested: number | undefined, isWritten: boolean): void {
    if (requested === undefined && isWritten && this.inFlight === 0) this.hazards++
    const next = this.inFlight + (requested ?? 0) - (isWritten ? 1 : 0)
    if (next < 0) this.wraps++
    if (next >= this.modulus) this.wraps++
    this.inFlight = (next + this.modulus) % this.modulus
  }

  private advance(counted: number): void {
    this.rowBeatsDone += counted
    if (this.rowBeatsDone < this.rowBeats()) return
    this.rowBeatsDone = 0
    this.row++
    this.rowAddress = (this.rowAddress + this.stride) % 2 ** 32
    this.commandsDone = this.row === this.pads.ySize
  }
}
