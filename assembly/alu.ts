import * as f from './fields'
import { isFree } from './hazard'
import { acc, accMask, block, microOp, out } from './scratchpads'

/*
 * Executes an ALU instruction (timing.md 9, 13). An iteration reads ACC[src] before the iteration just before it has
 * written (timing.md 12, "ALU hazard"): where that one's destination is this one's source, the content from before is
 * kept in a spare ACC element, and read there. ACC[dst] of the tensor form is read later, and is up to date.
 */

/** What the instruction does to an element. SHR shifts left by its negated operand where the immediate is negative. */
let op: u32 = 0
let useImmediate = false
let immediate: i32 = 0

/** Two spare ACC elements follow the hardware's, taken in turn: the one just kept is read while the next is kept. */
let spare: u32 = 0

export function alu(w0: u32, w1: u32, w2: u32, w3: u32): void {
  op = f.aluOp(w3)
  useImmediate = f.usesImmediate(w3)
  immediate = f.immediate(w3)
  const begin = f.uopBegin(w0)
  const uops = f.uopRounds(w0, w1)
  const outer = f.loopOutRounds(w1)
  const inner = f.loopInRounds(w1)
  const dstOut = f.dstOut(w2)
  const dstIn = f.dstIn(w2)
  const srcOut = f.srcOut(w2, w3)
  const srcIn = f.srcIn(w3)
  const mask = accMask
  if (uops == 1) {
    const word = microOp(begin)
    if (isFree(f.dstOf(word), f.srcOf(word), outer, inner, dstOut, dstIn, srcOut, srcIn)) {
      for (let o: u32 = 0; o < outer; o++) {
        run(f.dstOf(word) + o * dstOut, dstIn, f.srcOf(word) + o * srcOut, srcIn, inner)
      }
      return
    }
  }
  /** The iteration that waits for the next one's source to be known; none at first. */
  let dst: u32 = -1
  let source: u32 = 0
  for (let o: u32 = 0; o < outer; o++) {
    for (let i: u32 = 0; i < inner; i++) {
      const dstBase = o * dstOut + i * dstIn
      const srcBase = o * srcOut + i * srcIn
      for (let u: u32 = 0; u < uops; u++) {
        const word = microOp(begin + u)
        let src = (f.srcOf(word) + srcBase) & mask
        if (dst != -1) {
          const kept = src == dst ? keep(dst) : src
          iterate(dst, source)
          src = kept
        }
        dst = (f.dstOf(word) + dstBase) & mask
        source = src
      }
    }
  }
  iterate(dst, source)
}

/** Iterations that don't meet, from elements on that are not wrapped yet, by steps. */
function run(dst: u32, dstStep: u32, src: u32, srcStep: u32, count: u32): void {
  const mask = accMask
  if (useImmediate) return runImmediate(dst, dstStep, src, srcStep, count, mask)
  for (let i: u32 = 0; i < count; i++) {
    iterate(dst & mask, src & mask)
    dst += dstStep
    src += srcStep
  }
}

/** Copies an ACC element to the spare that is not being read. */
function keep(dst: u32): u32 {
  const bytes = block * 4
  spare ^= 1
  const element = accMask + 1 + spare
  memory.copy(acc + element * bytes, acc + dst * bytes, bytes)
  return element
}

/** One iteration; the source may be a spare element. */
function iterate(dst: u32, src: u32): void {
  if (useImmediate) return runImmediate(dst, 0, src, 0, 1, -1)
  const n = block
  const to = acc + dst * n * 4
  const from = acc + src * n * 4
  const bytes = out + dst * n
  for (let j: usize = 0; j < n; j += 8) {
    const low = operate(v128.load(to + 4 * j), v128.load(from + 4 * j))
    const high = operate(v128.load(to + 4 * j, 16), v128.load(from + 4 * j, 16))
    write(to + 4 * j, bytes + j, low, high)
  }
}

/** The immediate form: MIN, MAX and ADD are one formula, in which those that are not meant change nothing. */
function runImmediate(dst: u32, dstStep: u32, src: u32, srcStep: u32, count: u32, srcMask: u32): void {
  const isShift = op == f.SHR
  const addend = i32x4.splat(op == f.ADD ? immediate : 0)
  const floor = i32x4.splat(op == f.MAX ? immediate : i32.MIN_VALUE)
  const ceiling = i32x4.splat(op == f.MIN ? immediate : i32.MAX_VALUE)
  const mask = accMask
  const n = block
  const accs = acc
  const outs = out
  for (let i: u32 = 0; i < count; i++) {
    const to = accs + (dst & mask) * n * 4
    const from = accs + (src & srcMask) * n * 4
    const bytes = outs + (dst & mask) * n
    for (let j: usize = 0; j < n; j += 8) {
      let low = v128.load(from + 4 * j)
      let high = v128.load(from + 4 * j, 16)
      if (isShift) {
        low = shiftAll(low)
        high = shiftAll(high)
      } else {
        low = i32x4.min_s(i32x4.max_s(i32x4.add(low, addend), floor), ceiling)
        high = i32x4.min_s(i32x4.max_s(i32x4.add(high, addend), floor), ceiling)
      }
      write(to + 4 * j, bytes + j, low, high)
    }
    dst += dstStep
    src += srcStep
  }
}

/** Shifts take the low 5 bits of their right side, as the hardware does. */
function shiftAll(a: v128): v128 {
  return immediate < 0 ? i32x4.shl(a, -immediate) : i32x4.shr_s(a, immediate)
}

/** Eight lanes of a result go to ACC, their low bytes to OUT. */
function write(to: usize, bytes: usize, low: v128, high: v128): void {
  v128.store(to, low)
  v128.store(to, high, 16)
  const mask = i32x4.splat(0xff)
  const words = i16x8.narrow_i32x4_u(v128.and(low, mask), v128.and(high, mask))
  v128.store64_lane(bytes, i8x16.narrow_i16x8_u(words, words), 0)
}

/** The tensor form, of ACC[dst] and ACC[src]. */
function operate(a: v128, b: v128): v128 {
  if (op == f.MIN) return i32x4.min_s(a, b)
  if (op == f.MAX) return i32x4.max_s(a, b)
  if (op == f.ADD) return i32x4.add(a, b)
  return shiftLanes(a, b)
}

function shiftLanes(a: v128, b: v128): v128 {
  let r = a
  r = i32x4.replace_lane(r, 0, shift(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)))
  r = i32x4.replace_lane(r, 1, shift(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)))
  r = i32x4.replace_lane(r, 2, shift(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)))
  return i32x4.replace_lane(r, 3, shift(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)))
}

function shift(a: i32, b: i32): i32 {
  return immediate < 0 ? a << -b : a >> b
}
