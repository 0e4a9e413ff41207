import * as f from '../fields'
import { ACC, INP, UOP, WGT } from './arbiter'
import { later } from './clock'
import { endsIn } from './completion'
import { computeCycles } from './compute'
import { Dma, dmaOf, isLoadInside, startLoad } from './dma'
import { end, STRAYED } from './horizon'
import { Module } from './module'
import { isEndless, isStoreInside, storeCycles } from './store-engine'

/** A module's instruction, whose words are at `at`, goes in cycle `go`. It may end the run by leaving DRAM. */
export function execute(m: Module, instruction: u32, at: usize, go: i32): void {
  const w0 = load<u32>(at)
  const w1 = load<u32>(at, 4)
  const w3 = load<u32>(at, 12)
  const code = f.opcode(w0)
  if (code == f.GEMM || code == f.ALU) return endsIn(m, instruction, w0, later(go, computeCycles(w0, w1, w3)))
  const w2 = load<u32>(at, 8)
  if (code == f.FINISH || f.xSize(w2) == 0) return endsIn(m, instruction, w0, go + 1)
  const strays =
    code == f.LOAD ? executeLoad(m, w0, w1, w2, w3, go) : executeStore(m, instruction, w0, w1, w2, w3, go)
  if (strays) end(STRAYED, instruction, go, m.order)
}

/** Returns whether the load leaves DRAM. */
function executeLoad(m: Module, w0: u32, w1: u32, w2: u32, w3: u32, go: i32): bool {
  const dma = loaderOf(w0)
  if (!isLoadInside(dma, w0, w1, w2)) return true
  m.held = startLoad(dma, w0, w1, w2, w3, go)
  return false
}

/** Returns whether the store leaves DRAM. */
function executeStore(m: Module, instruction: u32, w0: u32, w1: u32, w2: u32, w3: u32, go: i32): bool {
  if (!isStoreInside(w0, w1, w2, w3)) return true
  if (!isEndless(w2)) endsIn(m, instruction, w0, later(go, storeCycles(w0, w1, w2, w3)))
  return false
}

/** The DMA of a LOAD: by memory id UOP, WGT, INP, ACC. */
function loaderOf(w0: u32): Dma {
  const id = f.memory(w0)
  return dmaOf(id == 0 ? UOP : id == 1 ? WGT : id == 2 ? INP : ACC)
}

/** The DMA that the instruction at `at` runs on; null when it needs none. */
export function dmaUsedBy(at: usize): Dma | null {
  const w0 = load<u32>(at)
  return f.opcode(w0) == f.LOAD && f.xSize(load<u32>(at, 8)) != 0 ? loaderOf(w0) : null
}
