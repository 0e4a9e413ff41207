type State = 'idle' | 'top' | 'left' | 'right' | 'both' | 'skip' | 'bottom'

export interface Pads {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
  readonly xSize: number
  readonly ySize: number
}

/** The padding engine, a row and a column register at a time (timing.md 7.5). */
export class ReferencePadding {
  state: State = 'idle'
  private row = 0
  private column = 0

  start(pads: Pads): void {
    this.row = 0
    this.column = 0
    this.state = pads.top > 0 ? 'top' : this.afterTop(pads)
  }

  /** One active cycle. */
  cycle(pads: Pads, dataIsWritten: boolean): void {
    if (this.state === 'idle' || (dataIsWritten && this.state !== 'skip')) return
    this.column++
    if (this.column < this.columns(pads)) return
    this.column = 0
    this.row++
    if (this.state === 'top' && this.row === pads.top) this.enter(this.afterTop(pads))
    else if (this.state === 'bottom' && this.row === pads.bottom) this.enter('idle')
    else if (this.inSides() && this.row === pads.ySize) this.enter(pads.bottom > 0 ? 'bottom' : 'idle')
  }

  private enter(state: State): void {
    this.state = state
    this.row = 0
  }

  private inSides(): boolean {
    return this.state !== 'top' && this.state !== 'bottom'
  }

  private afterTop({ left, right, bottom }: Pads): State {
    if (left > 0 && right > 0) return 'both'
    if (left > 0) return 'left'
    if (right > 0) return 'right'
    return bottom > 0 ? 'skip' : 'idle'
  }

  /** Cycles that a row takes in this state. */
  private columns({ left, right, xSize }: Pads): number {
    switch (this.state) {
      case 'top':
      case 'bottom':
        return left + xSize + right
      case 'left':
        return left
      case 'right':
        return right
      case 'both':
        return left + right
      case 'skip':
      case 'idle':
        return 1
    }
  }
}
