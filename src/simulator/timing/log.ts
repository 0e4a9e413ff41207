/** First busy and first idle cycle of every instruction (timing.md 1), -1 while there is none. */
export class InstructionLog {
  /** By instruction number, as long as the program. */
  start = new Int32Array()
  end = new Int32Array()
  private starts = new Int32Array()
  private ends = new Int32Array()

  /** Makes room for a program of `count` instructions. What earlier runs logged is overwritten. */
  reset(count: number): void {
    if (count > this.starts.length) {
      this.starts = new Int32Array(2 * count)
      this.ends = new Int32Array(2 * count)
    }
    if (count !== this.start.length) {
      this.start = this.starts.subarray(0, count)
      this.end = this.ends.subarray(0, count)
    }
    this.start.fill(-1)
    this.end.fill(-1)
  }
}
