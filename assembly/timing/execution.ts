import * as f from '../fields'
import { ACC, INP, UOP, WGT } from './arbiter'
import { later, never } from './clock'
import { computeCycles } from './compute'
import { Dma, dmaOf, isLoadInside, startLoad } from './dma'
import { end, STRAYED } from './horizon'
import { Module } from './module'
import { isEndless, isStoreInside, storeCycles } from './store-engine'

/**
 * A module's instruction, whose words are at `at`, goes in cycle `go`. It may end the run by leaving DRAM. Returns the cycle of
 * its end, `never` where that is not known.
 */
export function execute(m: Module, instruction: u32, at: usize, go: i32): i32 {
  const w0 = load<u32>(at)
  const w1 = load<u32>(at, 4)
  const w3 = load<u32>(at, 12)
  const code = f.opcode(w0)
  if (code == f.GEMM || code == f.ALU) return later(go, computeCycles(w0, w1, w3))
  const w2 = load<u32>(at, 8)
  if (code == f.FINISH || f.xSize(w2) == 0) return go + 1
  if (code == f.LOAD) {
    const dma = loaderOf(w0)
    if (isLoadInside(dma, w0, w1, w2)) m.held = startLoad(dma, w0, w1, w2, w3, go)
    else end(STRAYED, instruction, go, m.order)
    return never
  }
  if (isStoreInside(w0, w1, w2, w3)) return isEndless(w2) ? never : later(go, storeCycles(w0, w1, w2, w3))
  end(STRAYED, instruction, go, m.order)
  return never
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
