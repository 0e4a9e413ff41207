import * as f from '../fields'
import { areSameRow, setConstant, setPlace, spoil } from './accumulators'
import { drawn, fold, mix } from './field'
import { ANY, majorOf, minorOf, Segment } from './segments'

/*
 * What an ALU instruction does to formulas: an affine function of its operands. An addition is an addition. Of MIN, MAX
 * and SHR only is known that they are functions of their operands, operation and immediate: each has random
 * coefficients of its own (docs/verification.md).
 */

class Operation {
  /** What the last words of instructions have in common whose operation this is. */
  name: u32
  ofFirst: v128
  ofSecond: v128
  constant: v128
}

/** Operations by a part of their names: programs have few. None has the name that is there at first. */
const operationBytes = 64
const slots: u32 = 32
const operations = memory.data(2048, 16)

export let isImmediate: bool = false
let chosen = changetype<Operation>(operations)

/** Chooses the operation, form and immediate of an instruction's last word. */
export function choose(w3: u32): void {
  const name = (w3 >> 12) + 1
  isImmediate = f.usesImmediate(w3)
  const slot = (name ^ (name >> 5)) % slots
  chosen = changetype<Operation>(operations + slot * operationBytes)
  if (chosen.name == name) return
  chosen.name = name
  if (f.aluOp(w3) == f.ADD) {
    chosen.ofFirst = f64x2.splat(1)
    chosen.ofSecond = f64x2.splat(1)
    chosen.constant = f64x2.splat(isImmediate ? f.immediate(w3) : 0)
    return
  }
  const seed = mix(<u64>name + 0x9e3779b97f4a7c15)
  chosen.ofFirst = drawn(mix(seed + 1))
  chosen.ofSecond = drawn(mix(seed + 2))
  chosen.constant = drawn(mix(seed + 3))
}

/** The immediate form, of a segment as it stands. */
export function pass(segment: Segment): void {
  segment.constant = fold(f64x2.add(f64x2.mul(segment.constant, chosen.ofFirst), chosen.constant))
  segment.ofBias = fold(f64x2.mul(segment.ofBias, chosen.ofFirst))
  segment.ofProduct = fold(f64x2.mul(segment.ofProduct, chosen.ofFirst))
}

function affine(first: v128, second: v128): v128 {
  return f64x2.add(f64x2.mul(first, chosen.ofFirst), f64x2.mul(second, chosen.ofSecond))
}

/** The tensor form, of a piece's first operand at element `at` and its second one at `from`; `rows` rows at a time. */
export function combine(to: Segment, first: Segment, at: u32, second: Segment, from: u32, rows: u32): void {
  const isFirstPlaced = first.width != 0
  const isSecondPlaced = second.width != 0
  const rowOfFirst = isFirstPlaced ? minorOf(first, at) : ANY
  const rowOfSecond = isSecondPlaced ? minorOf(second, from) : ANY
  const column = isFirstPlaced ? majorOf(first, at) : isSecondPlaced ? majorOf(second, from) : 0
  if (isFirstPlaced && isSecondPlaced) {
    if (!areSameRow(rowOfFirst, rowOfSecond) || column != majorOf(second, from)) return spoil(to)
  }
  setConstant(to, fold(f64x2.add(affine(first.constant, second.constant), chosen.constant)))
  to.ofBias = fold(affine(first.ofBias, second.ofBias))
  to.ofProduct = fold(affine(first.ofProduct, second.ofProduct))
  if (isFirstPlaced || isSecondPlaced) setPlace(to, at, rows, min(rowOfFirst, rowOfSecond), column)
}

/** The immediate form, of a piece's source at element `from`, for elements from `at` on, `rows` rows at a time. */
export function derive(to: Segment, at: u32, source: Segment, from: u32, rows: u32): void {
  setConstant(to, source.constant)
  to.ofBias = source.ofBias
  to.ofProduct = source.ofProduct
  if (source.width != 0) setPlace(to, at, rows, minorOf(source, from), majorOf(source, from))
  pass(to)
}
