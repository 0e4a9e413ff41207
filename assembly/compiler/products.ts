import { ADD } from '../fields'
import { uopOf } from './epochs'
import { heldA, heldB, heldBias, heldC, piecesOfA, piecesOfB, tiles } from './held'
import { instructions } from './instructions'
import { orderOut, orderProduct } from './order'
import * as parts from './output-parts'
import { outputsOf } from './output-parts'
import { Statement } from './statements'
import { NO_IMMEDIATE, passes, startsFromBias } from './workload'

/* Statements that compute: the start of a region of C, the product, the epilogue. */

const M = 0
const N = 1
const K = 2
const LEAST = 3

/** The axis that micro-ops run over, or LEAST: the shortest of each product. */
let uopAxis: i32 = M

export function setUopAxis(axis: i32): void {
  uopAxis = axis
}

function microOp(dst: i32, src: i32, wgt: i32): i32 {
  return dst | (src << 11) | (wgt << 22)
}

/** Sets a region of C to zero, or to the bias. */
export function start(s: Statement): void {
  const c = heldC.get(s.slot)
  if (startsFromBias) biasPass(s.other, 0, c.base, c.region, c.outer, c.outers, c.inners)
  else {
    const uop = uopOf(microOp(c.base, 0, 0), 0, 1)
    instructions.push().reset(uop, c.outers * c.inners)
  }
}

/** Most iterations of one loop. */
const MOST_ITERATIONS = (1 << 14) - 1

/** Keeps compute busy: one instruction that resets one element again and again, about as often as asked. */
export function wait(s: Statement): void {
  const outer = (s.id + MOST_ITERATIONS - 1) / MOST_ITERATIONS
  const uop = uopOf(microOp(s.slot, 0, 0), 0, 1)
  instructions.push().idle(uop, outer, s.id / outer)
}

/** ALU passes over outputs that lie one behind the other in one region. */
export function finishTiles(s: Statement): void {
  const first = tiles.get(s.id)
  const outputs = s.mSize ? s.mSize : outputsOf(s)
  const base = first.base + s.m
  // Passes one after the other have the same micro-op.
  let uop = -1
  for (let i = s.k; i < s.k + s.kSize; i++) {
    const pass = passes.get(i)
    if (pass.immediate == NO_IMMEDIATE) {
      addBias(s, outputs)
      uop = -1
      continue
    }
    if (uop < 0) uop = uopOf(microOp(base, base, 0), 0, 1)
    instructions.push().alu(uop, 1, outputs, 0, 0, 1, form(pass.op, pass.immediate))
    orderOut(first.region)
  }
}

function addBias(s: Statement, outputs: i32): void {
  parts.begin(s, outputs)
  while (parts.next()) {
    const base = parts.tile.base + parts.offset
    biasPass(s.other, NO_IMMEDIATE, base, parts.tile.region, parts.n, parts.blocks, parts.rows)
  }
}

/** The last word of an ALU instruction, factors aside. */
function form(op: i32, immediate: i32): u32 {
  return immediate == NO_IMMEDIATE ? op << 12 : (op << 12) | (1 << 15) | (immediate << 16)
}

/**
 * An addition whose source is the bias: one element for each block of channels, the same for every row. With the
 * immediate 0 it copies the bias (the immediate form reads its source: isa.md), without one it adds it.
 */
function biasPass(slot: i32, immediate: i32, base: i32, region: i32, n: i32, blocks: i32, rows: i32): void {
  const bias = heldBias.get(slot)
  const uop = uopOf(microOp(base, bias.base + n - bias.inner, 0), 0, 1)
  instructions.push().alu(uop, blocks, rows, rows, 1, 0, form(ADD, immediate))
  orderOut(region)
}

/**
 * One GEMM. Accumulator, input and weight indices are linear in the three axes; the micro-ops run over one axis, the
 * instruction's two loops over the others.
 */
export function update(s: Statement): void {
  const a = heldA.get(s.slot)
  const b = heldB.get(s.other)
  const tile = tiles.get(s.id)
  const n = s.nSize
  const m = s.mSize
  const k = s.kSize
  const dst = tile.base + (s.n - tile.n) * tile.rows + s.m - tile.m
  const first = microOp(dst, a.indexOf(s.k, s.m, m, piecesOfA), b.indexOf(s.k, s.n, n, piecesOfB))
  // A step along m adds 1 to dst and src, one along n and k what follows.
  const dstOfN = tile.rows
  const srcOfK = a.pitch(m, piecesOfA)
  const wgtOfK = b.pitch(n, piecesOfB)
  const axis = uopAxis == LEAST ? shortest(n, m, k) : uopAxis
  if (axis == M) {
    const uop = uopOf(first, m == 1 ? 0 : microOp(1, 1, 0), m)
    instructions.push().gemm(uop, m, n, k, dstOfN, 0, 0, srcOfK, 1, wgtOfK)
  } else if (axis == N) {
    const uop = uopOf(first, n == 1 ? 0 : microOp(dstOfN, 0, 1), n)
    instructions.push().gemm(uop, n, k, m, 0, 1, srcOfK, 1, wgtOfK, 0)
  } else {
    const uop = uopOf(first, k == 1 ? 0 : microOp(0, srcOfK, wgtOfK), k)
    instructions.push().gemm(uop, k, n, m, dstOfN, 1, 0, 1, 1, 0)
  }
  orderProduct(a.region, b.region, tile.region)
}

/** The axis along which the product is shortest: micro-ops over it are the fewest. */
function shortest(n: i32, m: i32, k: i32): i32 {
  if (n <= m && n <= k) return N
  return k <= m ? K : M
}
