/**
 * The padding engine of one DMA (timing.md 7.5): one zero write a cycle, top rows, then the sides row by row, then
 * bottom rows. It stands still while the DMA's own data is written, except where it only skips data rows.
 */
export class PaddingEngine {
  /** Zero writes before the skipped rows, rows to skip, zero writes after them. */
  private before = 0
  private skips = 0
  private after = 0
  /** First cycle that is not worked through yet. */
  private cycle = 0
  /** Whether the load has pads at all. */
  active = false

  /**
   * @param cycle first active cycle. @param xSize elements of a data row. @param ySize data rows.
   * @param pads the instruction's last word.
   */
  start(cycle: number, xSize: number, ySize: number, pads: number): void {
    this.cycle = cycle
    this.before = 0
    this.skips = 0
    this.after = 0
    this.active = pads >>> 16 !== 0
    if (!this.active) return
    const top = (pads >>> 16) & 15
    const bottom = (pads >>> 20) & 15
    const left = (pads >>> 24) & 15
    const right = pads >>> 28
    const width = left + xSize + right
    const sides = ySize * (left + right)
    this.before = top * width + sides
    this.skips = sides === 0 && bottom > 0 ? ySize : 0
    this.after = bottom * width
  }

  /** The DMA's own data is written in the cycles `first` to `last`, later than in all earlier calls since `start`. */
  dataWrites(first: number, last: number): void {
    this.work(first, true)
    this.work(last + 1, false)
  }

  /** First cycle in which the engine is idle, if no more data is written before. */
  get idleFrom(): number {
    return this.cycle + this.before + this.skips + this.after
  }

  /** Works through the cycles before `until`; zeros can be written in all of them, or in none. */
  private work(until: number, canWrite: boolean): void {
    if (canWrite) this.before -= this.spend(this.before, until)
    if (this.before > 0) return this.wait(until)
    this.skips -= this.spend(this.skips, until)
    if (this.skips > 0) return this.wait(until)
    if (canWrite) this.after -= this.spend(this.after, until)
    if (this.after > 0) return this.wait(until)
  }

  /** Spends up to `steps` cycles before `until`. Returns how many. */
  private spend(steps: number, until: number): number {
    const free = Math.max(0, until - this.cycle)
    const spent = Math.min(steps, free)
    this.cycle += spent
    return spent
  }

  private wait(until: number): void {
    this.cycle = Math.max(this.cycle, until)
  }
}
