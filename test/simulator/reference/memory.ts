import { type Client, clients } from './registers.js'

interface Burst {
  readonly client: Client
  readonly beats: number
}

/** Command slots, arbiter, tags, request FIFO, start-up delay and read server (timing.md 7.2, 7.3). */
export class ReferenceMemory {
  /** Command slots. */
  readonly slots = new Map<Client, number>()
  /** Whose beat left the memory one and two cycles before this one. */
  leftBefore: Client | null = null
  leftTwoBefore: Client | null = null
  private tagsTaken = 0
  private readonly fifo: Burst[] = []
  private delay = 0
  private served: Burst | null = null
  private beatsLeft = 0

  constructor(private readonly startUpDelay: number) {}

  /** One cycle; `fired` are the commands that fire in it, into slots that were empty before it. */
  cycle(fired: ReadonlyMap<Client, number>): void {
    const lastBeat = this.served !== null && this.beatsLeft === 1
    const granted = lastBeat || this.tagsTaken === 16 ? undefined : clients.find((c) => this.slots.has(c))
    const waiting = this.fifo.length > 0
    const starts = waiting && this.delay >= this.startUpDelay && (this.served === null || lastBeat)

    this.leftTwoBefore = this.leftBefore
    this.leftBefore = this.served?.client ?? null
    if (this.served && --this.beatsLeft === 0) this.served = null
    if (lastBeat) this.tagsTaken--
    if (starts) {
      this.served = this.fifo.shift() ?? null
      this.beatsLeft = this.served?.beats ?? 0
    }
    this.delay = waiting ? Math.min(this.delay + 1, this.startUpDelay) : 0
    if (granted) {
      this.fifo.push({ client: granted, beats: this.slots.get(granted) ?? 0 })
      this.slots.delete(granted)
      this.tagsTaken++
    }
    for (const [client, beats] of fired) this.slots.set(client, beats)
  }
}
