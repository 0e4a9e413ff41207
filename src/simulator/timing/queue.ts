/** Instructions that one module's queue holds, the one in execution included (timing.md 2, 12.13). */
export const queueEntries = 512

/** A module's instruction queue: a ring of instruction numbers, each with the first cycle it is visible in. */
export class InstructionQueue {
  private readonly instructions = new Int32Array(queueEntries)
  private readonly visible = new Int32Array(queueEntries)
  private first = 0
  length = 0

  reset(): void {
    this.first = 0
    this.length = 0
  }

  get full(): boolean {
    return this.length === queueEntries
  }

  /** Number of the instruction at the head. The queue must not be empty. */
  get head(): number {
    return this.instructions[this.first]
  }

  /** First cycle in which the module sees the head. */
  get headVisible(): number {
    return this.visible[this.first]
  }

  push(instruction: number, visible: number): void {
    const at = (this.first + this.length) & (queueEntries - 1)
    this.instructions[at] = instruction
    this.visible[at] = visible
    this.length++
  }

  pop(): void {
    this.first = (this.first + 1) & (queueEntries - 1)
    this.length--
  }
}
