import { modules } from '../result.js'
import { Findings } from './findings.js'
import type { HappensBefore } from './happens-before.js'

/** Who else touches DRAM. */
export type Outsider = 'fetch' | 'host'

/**
 * Races found in a program. One is counted for each instruction, earlier instruction of another module (the last of
 * it to touch an element) and memory that they meet in, however many elements or bytes it is.
 */
export class RaceLog {
  readonly findings = new Findings()
  /** By earlier instruction: the last instruction and memory that a race with it was counted for. */
  private counted = new Int32Array(0)

  constructor(private readonly before: HappensBefore) {}

  clear(): void {
    this.findings.clear()
    if (this.counted.length < this.before.order.length)
      this.counted = new Int32Array(this.before.order.length)
    this.counted.fill(-1)
  }

  /** An instruction touches a place that an earlier one, with an ordinal in another module, does not leave to it. */
  conflict(instruction: number, module: number, ordinal: number, memory: MemoryNumber, place: number): void {
    const earlier = this.before.instructionOf(module, ordinal)
    const meeting = instruction * memoryNames.length + memory
    if (this.counted[earlier] === meeting) return
    this.counted[earlier] = meeting
    this.findings.add(
      instruction,
      () =>
        `no token orders it with ${modules[module]}'s instruction ${earlier}: both touch ${at(memory, place)}`,
    )
  }

  /** A store writes what fetch or the host reads without waiting for it. */
  outsider(instruction: number, who: Outsider, address: number): void {
    const what =
      who === 'fetch' ? 'fetch, which reads instructions' : 'the host, which reads the output after FINISH'
    this.findings.add(
      instruction,
      () => `no token orders it with ${what}: both touch ${at(memoryNumber.dram, address)}`,
    )
  }
}

/** Memories that two modules share. UOP and ACC are compute's alone. */
export const memoryNumber = { inp: 0, wgt: 1, out: 2, dram: 3 } as const
export type MemoryNumber = (typeof memoryNumber)[keyof typeof memoryNumber]
const memoryNames = ['inp', 'wgt', 'out', 'dram'] as const

const at = (memory: MemoryNumber, place: number): string =>
  memory === memoryNumber.dram ? `DRAM byte 0x${place.toString(16)}` : `${memoryNames[memory]}[${place}]`
