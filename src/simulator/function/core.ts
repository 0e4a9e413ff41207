import { readFileSync } from 'node:fs'

/** The compute module in WebAssembly (assembly/function.ts), working on the memory it was given. */
export interface Core {
  /** Says where the scratchpads lie: byte addresses and depths (assembly/scratchpads.ts). */
  place(
    block: number,
    acc: number,
    accDepth: number,
    out: number,
    inp: number,
    wide: number,
    inpDepth: number,
    wgt: number,
    packed: number,
    wgtDepth: number,
    uop: number,
    uopDepth: number,
  ): void
  /** Says that `count` INP elements have new contents. */
  widen(first: number, count: number): void
  /** Says that `count` WGT elements have new contents. */
  pack(first: number, count: number): void
  /** Executes a GEMM, given as its four words. */
  gemm(word0: number, word1: number, word2: number, word3: number): void
  /** Executes an ALU instruction, given as its four words. */
  alu(word0: number, word1: number, word2: number, word3: number): void
}

/** First byte that is not the core's own. */
export const coreBytes = 0x10000

/** Built by `npm run build`, wherever this module itself was loaded from. */
const file = new URL('../../../dist/assembly/function.wasm', import.meta.url)
let compiled: WebAssembly.Module | undefined

/** A core on a memory of its own. */
export function startCore(memory: WebAssembly.Memory): Core {
  compiled ??= new WebAssembly.Module(readFileSync(file))
  return new WebAssembly.Instance<Core>(compiled, { env: { memory } }).exports
}
