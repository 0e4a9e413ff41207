import type { Finding } from '../result.js'

/** Findings kept of each kind; all are counted. */
const kept = 32

/** Counts what is wrong of one kind, and keeps where for the first ones. */
export class Findings {
  count = 0
  private found: Finding[] = []

  /** @param detail says what is wrong; asked for only while findings are kept. */
  add(instruction: number, detail: () => string, times = 1): void {
    this.count += times
    if (this.found.length < kept) this.found.push({ instruction, detail: detail() })
  }

  get list(): readonly Finding[] {
    return this.found
  }

  clear(): void {
    this.count = 0
    this.found = []
  }
}
