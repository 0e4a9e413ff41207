/**
 * A per-cycle model of the machine, straight from timing.md 2 to 9: slow, plain, and written apart from the event
 * machine, to check it. Every cycle first decides from the registers as they were before it, then updates them.
 */
import { beatBytes, type Hardware } from '../../../src/hardware/hardware.js'
import { transferFields, readField } from '../../../src/isa/fields.js'

export const field = (words: Uint32Array, instruction: number, name: keyof typeof transferFields): number =>
  readField(words, instruction * 4, transferFields[name])

/** Read path clients by priority. */
export const clients = ['fetch', 'uop', 'inp', 'wgt', 'acc'] as const
export type Client = (typeof clients)[number]
export type LoadClient = Exclude<Client, 'fetch'>

export const beatsPerElement = (hardware: Hardware, memory: LoadClient | 'out'): number =>
  hardware.elementBytes[memory] / beatBytes
