import * as f from '../fields'
import { drawn, fold, mix } from './field'

/*
 * What an ALU instruction does to fingerprints: a number of the field times its operands, plus another. An addition is
 * an addition. Of MIN, MAX and SHR only is known that they are functions of their operands, operation and immediate:
 * each is an affine function of random coefficients of its own (docs/verification.md).
 */

let isImmediate = false
let ofFirst: v128 = f64x2.splat(0)
let ofSecond: v128 = f64x2.splat(0)
let constant: v128 = f64x2.splat(0)
/** The last word of the instruction whose operation this is. */
let chosen: u32 = -1

/** Chooses the operation, form and immediate of an instruction's last word. */
export function choose(w3: u32): void {
  const name = w3 >> 12
  if (name == chosen) return
  chosen = name
  isImmediate = f.usesImmediate(w3)
  if (f.aluOp(w3) == f.ADD) {
    ofFirst = f64x2.splat(1)
    ofSecond = f64x2.splat(1)
    constant = f64x2.splat(isImmediate ? f.immediate(w3) : 0)
    return
  }
  const seed = mix(<u64>name + 0x9e3779b97f4a7c15)
  ofFirst = drawn(mix(seed + 1))
  ofSecond = drawn(mix(seed + 2))
  constant = drawn(mix(seed + 3))
}

/**
 * Operates on `count` elements from `to`, `from` and `copy` on, a step further each time, in bytes: ACC, the source,
 * and OUT, which gets what ACC gets.
 */
export function operate(to: usize, from: usize, copy: usize, step: usize, fromStep: usize, count: u32): void {
  const a = ofFirst
  const b = ofSecond
  const c = constant
  const tensor = !isImmediate
  for (; count > 0; count--) {
    let result = f64x2.add(f64x2.mul(v128.load(tensor ? to : from), a), c)
    if (tensor) result = f64x2.add(result, f64x2.mul(v128.load(from), b))
    result = fold(result)
    v128.store(to, result)
    v128.store(copy, result)
    to += step
    copy += step
    from += fromStep
  }
}
