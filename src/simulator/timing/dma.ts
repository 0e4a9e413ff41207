import { beatBytes, type Hardware } from '../../hardware/hardware.js'
import * as fields from '../../isa/fields.js'
import { type Arbiter, client, type Client } from './arbiter.js'
import * as clock from './clock.js'
import { BurstCommands, uopRowBits } from './commands.js'
import { InFlightCounter, type Writes } from './in-flight.js'
import { PaddingEngine } from './padding.js'
import type { ReadServer } from './server.js'

const { latest, never } = clock
const { dramIndexAt, xSizeAt, xStrideAt, ySizeAt, yPadTopAt } = fields

/** What differs between the DMAs of the four load types. */
export interface DmaShape {
  readonly who: Client
  readonly elementBytes: number
  readonly burstBeats: number
  /** Modulus of the in-flight counter. */
  readonly modulus: number
  /** Bits that the beats of a row are kept in. */
  readonly rowMask: number
  /** An element is at most a beat: the unit without the input register (timing.md 7.4, 7.5: UOP, or r = 1). */
  readonly narrowElements: boolean
}

const loadable = { uop: client.uop, inp: client.inp, wgt: client.wgt, acc: client.acc } as const

/** The DMA of a scratchpad on a hardware (timing.md 2). */
export function dmaShape(hardware: Hardware, memory: keyof typeof loadable): DmaShape {
  const elementBytes = hardware.elementBytes[memory]
  const narrowElements = elementBytes <= beatBytes
  const scratchpadBeats = (hardware.depth[memory] * elementBytes) / beatBytes
  return {
    who: loadable[memory],
    elementBytes,
    burstBeats: hardware.burstBeats,
    // The unit for elements of at most a beat has one bit more.
    modulus: 2 ** (Math.ceil(Math.log2(scratchpadBeats)) + (narrowElements ? 1 : 0)),
    rowMask: memory === 'uop' ? 2 ** uopRowBits - 1 : -1,
    narrowElements,
  }
}

/**
 * Rows that a LOAD commands: 0 when it never ends, because y_size is 0 or y_size + y_pad_top leaves its 16 bits
 * (timing.md 7.1, 12.3).
 */
export function commandedRows(words: Uint32Array, at: number): number {
  const rows = ySizeAt(words, at)
  return rows + yPadTopAt(words, at) <= 0xffff ? rows : 0
}

/**
 * The DMA of one load type (timing.md 7): commands into its slot, its own beats' write cycles, padding, and when the
 * load is done. Methods that can settle that return the cycle of completion, or `never` while it is open.
 */
export class Dma {
  readonly counter: InFlightCounter
  /** A load is in execution. */
  busy = false
  private readonly commands: BurstCommands
  private readonly padding = new PaddingEngine()
  /** The load commands no row, so it never ends. */
  private endless = false
  /** Cycle from which on the next command is offered. */
  private offer = 0
  /** From the beat's cycle on the bus to its write cycle, plus one (d of timing.md 10.6). */
  private readonly writeDelay: number
  /** Last write cycle of the latest burst. */
  private lastWrite = -1
  private readonly who: Client
  private readonly elementBytes: number
  private readonly narrowElements: boolean

  constructor(
    shape: DmaShape,
    private readonly arbiter: Arbiter,
    private readonly server: ReadServer,
  ) {
    this.who = shape.who
    this.elementBytes = shape.elementBytes
    this.narrowElements = shape.narrowElements
    this.counter = new InFlightCounter(shape.modulus, (cycle) => this.writesSince(cycle))
    this.commands = new BurstCommands(shape.burstBeats, shape.rowMask)
    this.writeDelay = shape.narrowElements ? 1 : 2
  }

  reset(): void {
    this.counter.reset()
    this.busy = false
    this.lastWrite = -1
  }

  /** The module goes with the load at `words[at]`, whose x_size is not 0, in cycle `go`. */
  start(words: Uint32Array, at: number, go: number): number {
    const { elementBytes, who } = this
    const rows = commandedRows(words, at)
    const slotEmpty = this.arbiter.slotEmpty(who)
    this.busy = true
    this.counter.start(go, !slotEmpty || this.lastWrite > go)
    this.startPadding(words, at, go)
    this.commands.start(
      Math.imul(dramIndexAt(words, at), elementBytes),
      rows,
      Math.imul(xSizeAt(words, at), elementBytes),
      Math.imul(xStrideAt(words, at), elementBytes),
    )
    this.endless = rows === 0
    if (this.endless) return never
    this.offer = go + 1 + yPadTopAt(words, at)
    return slotEmpty ? this.fire(this.offer) : never
  }

  /** A burst of this client was granted in cycle `now`, the latest that the server took. */
  arrive(now: number): number {
    const { counter, padding, server } = this
    const first = server.start + this.writeDelay + 1
    const last = server.lastBeat + this.writeDelay
    this.lastWrite = last
    if (!this.busy) return never
    if (counter.exact) counter.arrive(now, { first, last })
    if (padding.active) padding.dataWrites(first, last)
    if (this.endless) return never
    if (!this.commands.done) return this.fire(latest(this.offer, now + 1))
    if (counter.exact) return counter.zeroFrom(padding.idleFrom)
    return latest(padding.idleFrom, last + 1)
  }

  /** The load completes in cycle `now`. */
  complete(now: number): void {
    this.counter.stop(now)
    this.busy = false
  }

  private fire(cycle: number): number {
    const { commands, counter } = this
    commands.next()
    this.arbiter.fire(this.who, cycle, commands.beats)
    this.offer = cycle + 1
    counter.request(cycle, commands.beats, commands.counted)
    return commands.done && counter.exact ? counter.zeroFrom(this.padding.idleFrom) : never
  }

  private startPadding(words: Uint32Array, at: number, go: number): void {
    const first = go + (this.narrowElements ? 1 : 2)
    this.padding.start(first, xSizeAt(words, at), ySizeAt(words, at), words[at + 3])
    // Beats of an earlier load hold it up as well.
    if (!this.counter.exact) return
    for (const writes of this.counter.left) this.padding.dataWrites(writes.first, writes.last)
  }

  private writesSince(cycle: number): Writes[] {
    const writes: Writes[] = []
    this.server.forEachSince(this.who, cycle - this.writeDelay, (start, lastBeat) => {
      writes.push({ first: start + this.writeDelay + 1, last: lastBeat + this.writeDelay })
    })
    return writes
  }
}
