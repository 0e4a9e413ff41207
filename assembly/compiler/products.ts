import { ADD } from '../fields'
import { uopOf } from './epochs'
import { heldA, heldB, heldBias, heldC, piecesOfA, piecesOfB, tiles } from './held'
import { alu, Factors, gemm, reset } from './instructions'
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
  else reset(uopOf(microOp(c.base, 0, 0), 0, 1), c.outers * c.inners)
}

/** The ALU passes over tiles that lie one behind the other in one region. */
export function finishTiles(s: Statement): void {
  const first = tiles.get(s.id)
  let elements = 0
  for (let i = s.id; i < s.slot; i++) elements += tiles.get(i).rows * tiles.get(i).blocks
  for (let i = 0; i < passes.count; i++) {
    const pass = passes.get(i)
    if (pass.immediate == NO_IMMEDIATE) addBias(s)
    else immediatePass(pass.op, pass.immediate, first.base, first.region, elements)
  }
}

function addBias(s: Statement): void {
  for (let i = s.id; i < s.slot; i++) {
    const tile = tiles.get(i)
    biasPass(s.other, NO_IMMEDIATE, tile.base, tile.region, tile.n, tile.blocks, tile.rows)
  }
}

/** The last word of an ALU instruction, factors aside. */
function form(op: i32, immediate: i32): u32 {
  return immediate == NO_IMMEDIATE ? op << 12 : (op << 12) | (1 << 15) | (immediate << 16)
}

function immediatePass(op: i32, immediate: i32, base: i32, region: i32, elements: i32): void {
  const uop = uopOf(microOp(base, base, 0), 0, 1)
  alu(uop, 1, elements, 0, 0, 1, form(op, immediate), region)
}

/**
 * An addition whose source is the bias: one element for each block of channels, the same for every row. With the
 * immediate 0 it copies the bias (the immediate form reads its source: isa.md), without one it adds it.
 */
function biasPass(slot: i32, immediate: i32, base: i32, region: i32, n: i32, blocks: i32, rows: i32): void {
  const bias = heldBias.get(slot)
  const uop = uopOf(microOp(base, bias.base + n - bias.inner, 0), 0, 1)
  alu(uop, blocks, rows, rows, 1, 0, form(ADD, immediate), region)
}

/** What a step along each axis adds to the indices of the product. */
const alongM = new Factors()
const alongN = new Factors()
const alongK = new Factors()
alongM.dst = alongM.src = alongN.wgt = 1

/**
 * One GEMM. Accumulator, input and weight indices are linear in the three axes; the micro-ops run over one axis, the
 * instruction's two loops over the others.
 */
export function update(s: Statement): void {
  const a = heldA.get(s.slot)
  const b = heldB.get(s.other)
  const tile = tiles.get(s.id)
  const first = microOp(
    tile.base + (s.n - tile.n) * tile.rows + s.m - tile.m,
    a.indexOf(s.k, s.m, s.mSize, piecesOfA),
    b.indexOf(s.k, s.n, s.nSize, piecesOfB),
  )
  alongN.dst = tile.rows
  alongK.src = a.pitch(s.mSize, piecesOfA)
  alongK.wgt = b.pitch(s.nSize, piecesOfB)
  const axis = uopAxis == LEAST ? shortest(s.nSize, s.mSize, s.kSize) : uopAxis
  if (axis == M)
    multiply(first, s.mSize, alongM, s.nSize, alongN, s.kSize, alongK, a.region, b.region, tile.region)
  else if (axis == N)
    multiply(first, s.nSize, alongN, s.kSize, alongK, s.mSize, alongM, a.region, b.region, tile.region)
  else multiply(first, s.kSize, alongK, s.nSize, alongN, s.mSize, alongM, a.region, b.region, tile.region)
}

/** The axis along which the product is shortest: micro-ops over it are the fewest. */
function shortest(n: i32, m: i32, k: i32): i32 {
  if (n <= m && n <= k) return N
  return k <= m ? K : M
}

function multiply(
  first: i32,
  uops: i32,
  perUop: Factors,
  outer: i32,
  perOuter: Factors,
  inner: i32,
  perInner: Factors,
  a: i32,
  b: i32,
  c: i32,
): void {
  const stride = uops == 1 ? 0 : microOp(perUop.dst, perUop.src, perUop.wgt)
  gemm(uopOf(first, stride, uops), uops, outer, inner, perOuter, perInner, a, b, c)
}
