import { builtModule, wasmPageBytes } from '../wasm/module.js'

export { wasmPageBytes }

interface Places {
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
}

/** The compute module (assembly/function.ts). */
export interface Core extends Places {
  /** Says that `count` INP elements have new contents. */
  widen(first: number, count: number): void
  /** Says that `count` WGT elements have new contents. */
  pack(first: number, count: number): void
  /** Executes a GEMM, given as its four words. */
  gemm(word0: number, word1: number, word2: number, word3: number): void
  /** Executes an ALU instruction, given as its four words. */
  alu(word0: number, word1: number, word2: number, word3: number): void
  /** ACC and OUT elements, from the first on, that GEMM and ALU instructions may have written since it was last asked. */
  takeWritten(): number
}

/** The same on fingerprints (assembly/fingerprint): `first` and counts are elements, the rest byte addresses. */
export interface FingerprintCore extends Places {
  fillRandom(at: number, count: number, seed: number): void
  /** Keeps what the scratchpads hold as what they hold at launch. */
  keepImage(room: number): void
  setTable(memoryId: number, first: number, count: number, at: number): void
  expectProducts(to: number, rows: number, nBlocks: number, kBlocks: number): void
  expectBias(to: number, rows: number, nBlocks: number): void
  expectPass(to: number, count: number, lastWord: number): void
  /** Runs a program as written. @returns 0: nothing is shown; 1: it is orderly; 3: and right. */
  checkAsWritten(words: number, count: number, room: number, expected: number): number
  /** Runs a program's instructions in an order. @returns 0, or 2: it is right. */
  checkInOrder(
    words: number,
    count: number,
    order: number,
    executed: number,
    room: number,
    expected: number,
  ): number
}

/** What the build makes of assembly/, by file name. */
interface WasmFiles {
  readonly function: Core
  readonly fingerprint: FingerprintCore
}
type WasmFile = keyof WasmFiles

/** Bytes at the start of a memory that belong to the code that works on it. */
export const wasmOwnBytes = wasmPageBytes

/** What a file exports, at work on a memory of its own. @throws Error when it was not built. */
export const startWasm = <F extends WasmFile>(file: F, memory: WebAssembly.Memory): WasmFiles[F] =>
  new WebAssembly.Instance<WasmFiles[F]>(builtModule(file), { env: { memory } }).exports
