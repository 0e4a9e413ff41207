import type { Hardware } from '../../hardware/hardware.js'
import { setSignatures, type RepeatsCode } from '../../isa/repeats.js'
import { builtModule } from '../../wasm/module.js'
import { dmaShapes } from './dma-shape.js'

/**
 * @param who client (structure.ts). @param start the server turns to the burst in this cycle: its beats leave the memory
 * in the cycles after it, up to `lastBeat`.
 */
export type OnBurst = (who: number, start: number, lastBeat: number) => void

/** What assembly/timing exports; addresses are bytes of its memory. */
export interface TimingCore extends RepeatsCode {
  setDma(who: number, elementBytes: number, burstBeats: number, modulus: number, rowMask: number): void
  /** The rest, when the DMAs are set. */
  setMachine(burstBeats: number, startUpDelay: number, outBytes: number): void
  /** @param isLogged 0 when nobody will read starts and ends. */
  begin(words: number, starts: number, ends: number, instructions: number, isLogged: number): void
  /** Finds stretches of the program that was begun, all of whose words are in place. Returns how many there are. */
  findRepeats(instructions: number, dramBytes: number): number
  /** Says how many stretches there are, whose words are at `stretchesAt`. */
  setStretches(count: number): void
  /** Runs what was begun. Returns how it ended, a place in `endings`. */
  run(dramBytes: number, cutoff: number, isObserved: number): number
  /** Returns where the words of the report on it are, which `readReport` reads. */
  reportRun(): number
}

/** How a run ends; an instruction that leaves DRAM is a fault (assembly/timing/horizon.ts). */
export const endings = ['standstill', 'finished', 'strayed', 'cutoff'] as const
export type Ending = (typeof endings)[number]

/** The machine of a hardware, at work on a memory of its own. */
export function startCore(
  hardware: Hardware,
  startUpDelay: number,
  onBurst: OnBurst | undefined,
  memory: WebAssembly.Memory,
): TimingCore {
  const imports = { env: { memory }, machine: { onBurst: onBurst ?? (() => {}) } }
  const core = new WebAssembly.Instance<TimingCore>(builtModule('timing'), imports).exports
  for (const { who, elementBytes, modulus, rowMask } of dmaShapes(hardware)) {
    core.setDma(who, elementBytes, hardware.burstBeats, modulus, rowMask)
  }
  core.setMachine(hardware.burstBeats, startUpDelay, hardware.elementBytes.out)
  setSignatures(core, hardware)
  return core
}
