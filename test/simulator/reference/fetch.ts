export type UnitName = 'load' | 'compute' | 'store'

/** Fetch, state by state (timing.md 6). */
export class ReferenceFetch {
  private state: 'idle' | 'cmd' | 'read' | 'drain' = 'idle'
  private requested = 0
  private beats = 0
  private readonly buffer: number[] = []

  constructor(
    private readonly count: number,
    private readonly batch: number,
  ) {}

  launch(): void {
    this.state = 'cmd'
  }

  /** The instruction that could move in this cycle. */
  get head(): number | undefined {
    return this.state === 'drain' ? this.buffer[0] : undefined
  }

  /** One cycle. Returns the beats of the command that fires in it, if one does. */
  cycle(slotEmpty: boolean, beatArrives: boolean, moves: boolean): number | undefined {
    const size = Math.min(this.batch, this.count - this.requested)
    switch (this.state) {
      case 'idle':
        return undefined
      case 'cmd':
        if (!slotEmpty) return undefined
        this.state = 'read'
        this.beats = 0
        return 2 * size
      case 'read':
        if (beatArrives) this.receive(size)
        return undefined
      case 'drain':
        if (moves) this.buffer.shift()
        else if (this.buffer.length === 0) this.state = this.requested < this.count ? 'cmd' : 'idle'
        return undefined
    }
  }

  private receive(size: number): void {
    this.beats++
    if (this.beats % 2 === 0) this.buffer.push(this.requested + this.beats / 2 - 1)
    if (this.beats < 2 * size) return
    this.requested += size
    this.state = 'drain'
  }
}
