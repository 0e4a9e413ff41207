import * as f from '../fields'
import { isFree } from '../hazard'
import { acc, accMask, microOp, out } from '../scratchpads'
import { bits, elementBytes, fold, mix, read, write, writeBits } from './field'

/*
 * ALU passes on fingerprints. An addition is an addition (of an immediate: of that number); of MIN, MAX and SHR only
 * is known that they are functions of their operands, operation and immediate: each is a random function of them.
 */

let isAddition = false
let isImmediate = false
/** The immediate as an element; and operation, form and immediate as the random function's name. */
let addend: v128 = i64x2.splat(0)
let name: u64 = 0

/** Names the function of an instruction's last word (its operation, form and immediate). */
export function choose(w3: u32): void {
  const value: i64 = f.immediate(w3)
  isAddition = f.aluOp(w3) == f.ADD
  isImmediate = f.usesImmediate(w3)
  addend = i64x2.splat(value < 0 ? value + 0x7fffffff : value)
  name = mix(<u64>(w3 >> 12) + 0x9e3779b97f4a7c15)
}

/** Applies the function to the element at `a` (and, in the tensor form, the one at `b`). */
export function apply(to: usize, a: usize, b: usize): void {
  if (isAddition) write(to, fold(i64x2.add(read(a), isImmediate ? addend : read(b))))
  else {
    const first = mix(bits(a) ^ name)
    writeBits(to, isImmediate ? first : mix(first ^ bits(b)))
  }
}

/** Two spare ACC elements follow the hardware's, as in assembly/alu.ts. */
let spare: u32 = 0

/** The iterations in order, each reading its source before the one just before has written (timing.md 12). */
export function alu(w0: u32, w1: u32, w2: u32, w3: u32): void {
  choose(w3)
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
  for (let i: u32 = 0; i < count; i++) {
    iterate(dst & mask, src & mask)
    dst += dstStep
    src += srcStep
  }
}

function keep(dst: u32): u32 {
  spare ^= 1
  const element = accMask + 1 + spare
  store<u64>(acc + element * elementBytes, load<u64>(acc + dst * elementBytes))
  return element
}

function iterate(dst: u32, src: u32): void {
  const to = acc + dst * elementBytes
  const from = acc + src * elementBytes
  if (isImmediate) apply(to, from, 0)
  else apply(to, to, from)
  store<u64>(out + dst * elementBytes, load<u64>(to))
}
