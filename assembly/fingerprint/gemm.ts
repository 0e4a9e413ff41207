import { inner, outer, readLoops } from '../axes'
import * as f from '../fields'
import { microOp } from '../micro-ops'
import { accumulate } from './accumulators'
import { Loops, single } from './gemm-loops'
import { stepsWithin } from './piece'
import { Product, product } from './product'
import { Run } from './runs'
import { blocksTo, holder, INP, noteRead, padOf, restOf, WGT } from './segments'
import { sumOfProducts } from './tensors'
import { loadsBeforeCompute } from './tokens'

/** GEMM instructions none of whose indices wraps: ACC[dst] += INP[src] x WGT[wgt], OUT[dst] = ACC[dst]. */
export function gemm(run: Run, loops: Loops, w1: u32, w2: u32, w3: u32, ordinal: u32): void {
  if (loops.areAll) {
    const word = microOp(run.begin)
    multiply(loops, f.dstOf(word), f.srcOf(word), f.wgtOf(word), ordinal)
  } else {
    readLoops(w1, w2, w3)
    multiplyOneByOne(run, ordinal)
  }
}

function multiplyOneByOne(run: Run, ordinal: u32): void {
  for (let u: u32 = 0; u < run.count; u++) {
    const word = microOp(run.begin + u)
    for (let o: u32 = 0; o < outer.count; o++) {
      for (let i: u32 = 0; i < inner.count; i++) {
        multiply(
          single,
          f.dstOf(word) + o * outer.dst + i * inner.dst,
          f.srcOf(word) + o * outer.src + i * inner.src,
          f.wgtOf(word) + o * outer.wgt + i * inner.wgt,
          ordinal,
        )
      }
    }
  }
}

/** Piece by piece: columns, in them rows, in those sums. */
function multiply(loops: Loops, dst: u32, src: u32, wgt: u32, ordinal: u32): void {
  const rows = loops.rows
  const columns = loops.columns
  for (let column: u32 = 0; column < columns; column += product.columns) {
    for (let row: u32 = 0; row < rows; row += product.rows) {
      product.rows = loops.areRowsDense ? rows - row : 1
      product.columns = loops.areColumnsDense && row == 0 ? columns - column : 1
      addUp(
        loops,
        src + column * loops.columnSrc + row * loops.rowSrc,
        wgt + column * loops.columnWgt,
        ordinal,
      )
      accumulate(product, dst + column * loops.columnDst + row * loops.rowDst, rows, ordinal)
    }
  }
}

/** Adds up the products of one result. */
function addUp(loops: Loops, src: u32, wgt: u32, ordinal: u32): void {
  const inp = padOf(INP)
  const weights = padOf(WGT)
  const ended = loadsBeforeCompute()
  const srcStep = loops.sumSrc
  const wgtStep = loops.sumWgt
  let rows = product.rows
  let columns = product.columns
  let isPlaced = false
  let row: u32 = 0
  let column: u32 = 0
  let sum = f64x2.splat(0)
  for (let left = loops.sums; left > 0;) {
    const a = holder(inp, src)
    const b = holder(weights, wgt)
    noteRead(a, ordinal, ended)
    noteRead(b, ordinal, ended)
    rows = min(rows, a.end - src)
    columns = min(columns, b.end - wgt)
    let terms: u32 = 1
    const widthOfA = a.width
    const widthOfB = b.width
    if (widthOfA != 0 && widthOfB != 0) {
      const blockOfA = blocksTo(a, src)
      const blockOfB = blocksTo(b, wgt)
      const rowInA = restOf(a, src, blockOfA)
      const columnInB = restOf(b, wgt, blockOfB)
      rows = min(rows, widthOfA - rowInA)
      columns = min(columns, widthOfB - columnInB)
      if (isPlaced && (a.minor + rowInA != row || b.minor + columnInB != column)) sum = f64x2.splat(NaN)
      isPlaced = true
      row = a.minor + rowInA
      column = b.minor + columnInB
      // As many blocks further on, both are of the same rows and columns, to the last of them.
      if (srcStep == widthOfA && wgtStep == widthOfB) {
        const ofB = stepsWithin(b, wgt + columns - 1, wgtStep, left)
        terms = stepsWithin(a, src + rows - 1, srcStep, ofB)
      }
      sum = f64x2.add(sum, sumOfProducts(a.major + blockOfA, b.major + blockOfB, terms))
    }
    src += terms * srcStep
    wgt += terms * wgtStep
    left -= terms
  }
  product.rows = rows
  product.columns = columns
  product.isPlaced = isPlaced
  product.row = row
  product.column = column
  product.sum = sum
}
