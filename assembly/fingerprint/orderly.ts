import * as f from '../fields'
import { accMask, inpMask, uopDepth, wgtMask } from '../scratchpads'
import { forgetRuns, Run, runOf } from './micro-op-ranges'
import { areLoaded, forgetMicroOps, loadBlock } from './transfers'
import { end, endedOf, fetch, start, Step, stepOf } from './walk'

/*
 * Shows of most programs that they have no race, no ALU hazard and no wrapped index. What an instruction touches is
 * taken for all between its lowest and its highest element; where that is not enough to show it, nothing is said:
 * src/simulator/function/checker.ts has to look closer.
 */

const LOADS: u32 = 0
const COMPUTES: u32 = 1
const STORES: u32 = 2

let block: u32 = 0
/** Bytes of DRAM that the host reads when FINISH has executed, and that stores alone may touch. */
let outputFrom: u64 = 0
let outputTo: u64 = 0
/** Ordinal of the last store. */
let lastStore: u32 = 0
/** Stores that had ended before FINISH started; -1 while it has not. */
let awaited: i32 = -1

/**
 * @param blockSize BLOCK.
 * @param work room of 56 bytes an instruction.
 * @param output, outputBytes where the output lies in DRAM.
 * @returns whether it is shown.
 */
export function isOrderly(
  words: usize,
  count: u32,
  work: usize,
  blockSize: u32,
  output: u32,
  outputBytes: u32,
): bool {
  if (!fetch(words, count, work)) return false
  block = blockSize
  outputFrom = output
  outputTo = outputFrom + outputBytes
  lastStore = 0
  awaited = -1
  forgetMicroOps()
  forgetRuns()
  let moved = true
  while (moved) {
    moved = false
    for (let module: u32 = 0; module < 3; module++) {
      while (start(module)) {
        if (!visit(module)) return false
        end(module)
        moved = true
      }
    }
  }
  return awaited >= <i32>lastStore
}

/** Whether nothing is wrong with an instruction that has just started, against what went before. */
function visit(module: u32): bool {
  const ordinal = endedOf(module) + 1
  const step = stepOf(module, ordinal)
  step.inpTo = 0
  step.wgtTo = 0
  step.outTo = 0
  const w0 = load<u32>(step.at)
  const w1 = load<u32>(step.at, 4)
  const w2 = load<u32>(step.at, 8)
  const w3 = load<u32>(step.at, 12)
  const code = f.opcode(w0)
  if (code == f.LOAD) return f.xSize(w2) == 0 || visitLoad(step, w0, w1, w2, w3)
  if (code == f.STORE) return f.xSize(w2) == 0 || visitStore(step, ordinal, w0, w1, w2, w3)
  if (code == f.FINISH) {
    awaited = step.clock2
    return true
  }
  return visitCompute(step, w0, w1, w2, w3)
}

function elementBytes(memoryId: u32): u32 {
  if (memoryId == 0) return 4
  if (memoryId == 1) return block * block
  return memoryId == 3 ? block * 4 : block
}

/** First byte of DRAM that a transfer touches, and end of the last; no address wraps where the end is below 2^32. */
function firstByte(memoryId: u32, w0: u32, w1: u32): u64 {
  return <u64>f.dramIndex(w0, w1) * elementBytes(memoryId)
}

function lastByte(memoryId: u32, w0: u32, w1: u32, w2: u32, w3: u32): u64 {
  const elements: u64 = (<u64>f.ySize(w2) - 1) * f.xStride(w3) + f.xSize(w2)
  return firstByte(memoryId, w0, w1) + elements * elementBytes(memoryId)
}

function depthOf(memoryId: u32): u32 {
  if (memoryId == 0) return uopDepth
  if (memoryId == 1) return wgtMask + 1
  return memoryId == 2 ? inpMask + 1 : accMask + 1
}

function visitLoad(step: Step, w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const memoryId = f.memory(w0)
  const rows = f.ySize(w2)
  const first = f.scratchpadIndex(w0)
  const pitch = f.xPadLeft(w3) + f.xSize(w2) + f.xPadRight(w3)
  const elements: u64 = <u64>(f.yPadTop(w3) + rows + f.yPadBottom(w3)) * pitch
  const end = first + elements
  if (rows == 0 || end > depthOf(memoryId)) return false
  const to = lastByte(memoryId, w0, w1, w2, w3)
  if (to > 0xffffffff || (firstByte(memoryId, w0, w1) < outputTo && outputFrom < to)) return false
  if (memoryId == 0) {
    forgetRuns()
    return loadBlock(w0, w1, w2, w3)
  }
  if (memoryId == 1) {
    step.wgtFrom = first
    step.wgtTo = <u32>end
    return isWgtFree(step, COMPUTES, step.clock1)
  }
  if (memoryId == 2) {
    step.inpFrom = first
    step.inpTo = <u32>end
    return isInpFree(step, COMPUTES, step.clock1)
  }
  return true
}

function visitStore(step: Step, ordinal: u32, w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const end = f.scratchpadIndex(w0) + <u64>f.ySize(w2) * f.xSize(w2)
  if (f.ySize(w2) == 0 || end > accMask + 1) return false
  if (firstByte(2, w0, w1) < outputFrom || lastByte(2, w0, w1, w2, w3) > outputTo) return false
  lastStore = ordinal
  step.outFrom = f.scratchpadIndex(w0)
  step.outTo = <u32>end
  return isOutFree(step, COMPUTES, step.clock1)
}

function visitCompute(step: Step, w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const begin = f.uopBegin(w0)
  const count = f.uopRounds(w0, w1)
  if (!areLoaded(begin, count)) return false
  const run = runOf(begin, count)
  const outer = f.loopOutRounds(w1) - 1
  const inner = f.loopInRounds(w1) - 1
  const mostDst = run.mostDst + outer * f.dstOut(w2) + inner * f.dstIn(w2)
  if (mostDst > accMask) return false
  const isGemm = f.opcode(w0) == f.GEMM
  if (isGemm && f.isReset(w0)) return true
  step.outFrom = run.leastDst
  step.outTo = mostDst + 1
  if (!isOutFree(step, STORES, step.clock2)) return false
  const mostSrc = run.mostSrc + outer * f.srcOut(w2, w3) + inner * f.srcIn(w3)
  if (!isGemm) return mostSrc <= accMask && hasNoHazard(run, mostSrc, w1, w2, w3, mostDst)
  const mostWgt = run.mostWgt + outer * f.wgtOut(w3) + inner * f.wgtIn(w3)
  if (mostSrc > inpMask || mostWgt > wgtMask) return false
  step.inpFrom = run.leastSrc
  step.inpTo = mostSrc + 1
  step.wgtFrom = run.leastWgt
  step.wgtTo = mostWgt + 1
  return isInpFree(step, LOADS, step.clock0) && isWgtFree(step, LOADS, step.clock0)
}

/** The assertion of an ALU instruction does not fire (timing.md 12): no index wraps. */
function hasNoHazard(run: Run, mostSrc: u32, w1: u32, w2: u32, w3: u32, mostDst: u32): bool {
  if (!f.usesImmediate(w3)) return run.leastSrc > mostDst || mostSrc < run.leastDst
  const outer = f.loopOutRounds(w1)
  const inner = f.loopInRounds(w1)
  if (run.repeatsDst != 0) return false
  if (inner > 1 && run.firstDst + f.dstIn(w2) == run.lastDst) return false
  return outer == 1 || run.firstDst + f.dstOut(w2) != run.lastDst + (inner - 1) * f.dstIn(w2)
}

/*
 * Whether an instruction shares no element with those of another module that have started and that it does not wait
 * for: ordinals above `limit`.
 */

function isInpFree(step: Step, module: u32, limit: u32): bool {
  for (let ordinal = endedOf(module); ordinal > limit; ordinal--) {
    const other = stepOf(module, ordinal)
    if (other.inpFrom < step.inpTo && step.inpFrom < other.inpTo) return false
  }
  return true
}

function isWgtFree(step: Step, module: u32, limit: u32): bool {
  for (let ordinal = endedOf(module); ordinal > limit; ordinal--) {
    const other = stepOf(module, ordinal)
    if (other.wgtFrom < step.wgtTo && step.wgtFrom < other.wgtTo) return false
  }
  return true
}

function isOutFree(step: Step, module: u32, limit: u32): bool {
  for (let ordinal = endedOf(module); ordinal > limit; ordinal--) {
    const other = stepOf(module, ordinal)
    if (other.outFrom < step.outTo && step.outFrom < other.outTo) return false
  }
  return true
}
