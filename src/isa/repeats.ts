import { beatBytes, type Hardware } from '../hardware/hardware.js'

/** Words of a stretch: its first instruction, the one behind its last, and its period. */
export const stretchWords = 3

/**
 * Stretches of a program in which every instruction takes the same time as the one a period later in the same state of the
 * machine, and none leaves DRAM: found by assembly/repeats, which compares all of them. Good for this hardware alone.
 */
export interface Repeats {
  readonly hardware: Hardware
  /** Three words each, by rising place, none overlapping. */
  readonly stretches: Uint32Array
}

/** What a core exports that finds them; addresses are bytes of its memory. */
export interface RepeatsCode {
  /** Bytes of the longest burst, and of an element in each memory. */
  setSignatures(burst: number, uop: number, wgt: number, inp: number, acc: number, out: number): void
  /** Where the words of the stretches are. */
  stretchesAt(): number
}

/** Says what decides an instruction's timing on a hardware. */
export function setSignatures(code: RepeatsCode, { burstBeats, elementBytes }: Hardware): void {
  const { uop, wgt, inp, acc, out } = elementBytes
  code.setSignatures(burstBeats * beatBytes, uop, wgt, inp, acc, out)
}
