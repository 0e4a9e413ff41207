import * as f from '../fields'
import { alu } from './alu'
import { gemm } from './gemm'
import { areLoaded, forgetMicroOps, loadBlock, storeBlock } from './transfers'

/*
 * Executes a program in the order in which its instructions started, each module's in program order, as
 * src/simulator/function/order.ts has it.
 */

const instructionBytes = 16

function moduleOf(word: u32): u32 {
  const code = f.opcode(word)
  if (code == f.LOAD) {
    const memoryId = f.memory(word)
    return memoryId == 1 || memoryId == 2 ? 0 : 1
  }
  return code == f.STORE ? 2 : 1
}

/** The next instruction of a module from one on that started; `count` when there is none. */
function next(module: u32, from: u32, words: usize, starts: usize, count: u32): u32 {
  let i = from
  while (i < count && (moduleOf(load<u32>(words + i * instructionBytes)) != module || startOf(starts, i) < 0))
    i++
  return i
}

function startOf(starts: usize, i: u32): i32 {
  return load<i32>(starts + ((<usize>i) << 2))
}

/**
 * @param words the program's instructions; `starts` their first busy cycles, -1 for none.
 * @returns whether it touched nothing but the tables.
 */
export function run(words: usize, starts: usize, count: u32): bool {
  forgetMicroOps()
  let a = next(0, 0, words, starts, count)
  let b = next(1, 0, words, starts, count)
  let c = next(2, 0, words, starts, count)
  while (true) {
    const startA = a < count ? startOf(starts, a) : i32.MAX_VALUE
    const startB = b < count ? startOf(starts, b) : i32.MAX_VALUE
    const startC = c < count ? startOf(starts, c) : i32.MAX_VALUE
    let i: u32
    if (startA <= startB && startA <= startC) {
      i = a
      a = next(0, a + 1, words, starts, count)
    } else if (startB <= startC) {
      i = b
      b = next(1, b + 1, words, starts, count)
    } else {
      i = c
      c = next(2, c + 1, words, starts, count)
    }
    if (i >= count) return true
    if (!execute(words + i * instructionBytes)) return false
  }
}

function execute(at: usize): bool {
  const w0 = load<u32>(at)
  const w1 = load<u32>(at, 4)
  const w2 = load<u32>(at, 8)
  const w3 = load<u32>(at, 12)
  const code = f.opcode(w0)
  if (code == f.LOAD) return f.xSize(w2) == 0 || loadBlock(w0, w1, w2, w3)
  if (code == f.STORE) return f.xSize(w2) == 0 || storeBlock(w0, w1, w2, w3)
  if (code == f.FINISH) return true
  if (!areLoaded(f.uopBegin(w0), f.uopRounds(w0, w1))) return false
  if (code == f.GEMM) gemm(w0, w1, w2, w3)
  else alu(w0, w1, w2, w3)
  return true
}
