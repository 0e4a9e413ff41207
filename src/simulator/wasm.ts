import { builtModule, wasmPageBytes } from '../wasm/module.js'

export { wasmPageBytes }

/** The compute module (assembly/function.ts). */
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
  /** ACC and OUT elements, from the first on, that GEMM and ALU instructions may have written since it was last asked. */
  takeWritten(): number
}

/** The same on formulas (assembly/fingerprint): `first`, counts and depths are elements, the rest byte addresses. */
export interface FingerprintCore {
  placeMicroOps(at: number, depth: number): void
  /** @param memoryId of any other scratchpad. */
  placePad(memoryId: number, at: number, depth: number): void
  /** Says where a tensor is in DRAM, and how many elements apart its blocks of channels are. */
  setTensor(memoryId: number, first: number, count: number, period: number): void
  /** Says where the micro-ops are in DRAM. */
  setMicroOps(first: number, count: number, at: number): void
  drawFactors(room: number, kBlocks: number, seed: number): void
  /** These three say, one after the other, what elements of C are. */
  defineProducts(): void
  defineBias(): void
  definePass(lastWord: number): void
  placeStored(room: number): void
  /** Runs a program as written. @returns 0: nothing is shown; 1: it is orderly; 3: and right. */
  checkAsWritten(words: number, count: number, room: number): number
  /** Runs a program's instructions in an order. @returns 0, or 2: it is right. */
  checkInOrder(words: number, count: number, order: number, executed: number, room: number): number
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
