import { Axis, inner, outer, uops } from '../axes'
import * as f from '../fields'
import { microOp } from '../micro-ops'
import { addProduct, copyOut } from './accumulators'
import { elementBytes, fold, mostProducts } from './field'
import { columnsAlong, rowsAlong, stepsWithin } from './piece'
import { Run } from './runs'
import { ACC, blocksTo, holder, INP, noteRead, padOf, restOf, Segment, WGT } from './segments'
import { factorOfA, factorOfB } from './tensors'
import { loadsBeforeCompute } from './tokens'

/** GEMM instructions whose loops have been read and none of whose indices wraps. */

/** A loop of one iteration. */
const none = changetype<Axis>(memory.data<u32>([1, 0, 0, 0]))

/** Loops by what they do: add to the same element, use the same weights, and what is left, mostly none. */
let sums = none
let rows = none
let columns = none

/** ACC[dst] += INP[src] x WGT[wgt], OUT[dst] = ACC[dst]. */
export function gemm(run: Run, ordinal: u32): void {
  uops.count = run.isLoop ? run.count : 1
  uops.dst = run.stepDst
  uops.src = run.stepSrc
  uops.wgt = run.stepWgt
  sums = isSum(uops) ? uops : isSum(inner) ? inner : isSum(outer) ? outer : none
  rows = isRow(uops) ? uops : isRow(inner) ? inner : isRow(outer) ? outer : none
  columns = isLeft(uops) ? uops : isLeft(inner) ? inner : isLeft(outer) ? outer : none
  const alone: u32 = run.isLoop ? 1 : run.count
  const outers: u32 = isChosen(outer) ? 1 : outer.count
  const inners: u32 = isChosen(inner) ? 1 : inner.count
  for (let u: u32 = 0; u < alone; u++) {
    const word = microOp(run.begin + u)
    for (let o: u32 = 0; o < outers; o++) {
      for (let i: u32 = 0; i < inners; i++) {
        multiply(
          ordinal,
          f.dstOf(word) + o * outer.dst + i * inner.dst,
          f.srcOf(word) + o * outer.src + i * inner.src,
          f.wgtOf(word) + o * outer.wgt + i * inner.wgt,
        )
      }
    }
  }
}

function isSum(axis: Axis): bool {
  return axis.count > 1 && axis.dst == 0
}

function isRow(axis: Axis): bool {
  return axis.count > 1 && axis.wgt == 0 && axis != sums
}

function isLeft(axis: Axis): bool {
  return axis.count > 1 && axis != sums && axis != rows
}

function isChosen(axis: Axis): bool {
  return axis == sums || axis == rows || axis == columns
}

/** The products of one result, added up, and how far they hold. */
class Product {
  rows: u32
  columns: u32
  /** Where in C; nowhere in particular if all of them are zero. */
  isPlaced: bool
  row: u32
  column: u32
  /** Of row and column. NaN when products of different ones are added. */
  factor: v128
}
const product = changetype<Product>(memory.data(48, 16))

/** The loops that were chosen, piece by piece: `columns`, in it `rows`, in that `sums`. */
function multiply(ordinal: u32, dst: u32, src: u32, wgt: u32): void {
  const acc = padOf(ACC)
  const rowCount = rows.count
  const columnCount = columns.count
  const rowStep = rows.dst
  const columnStep = columns.dst
  const isDense = columnStep == rowCount && (rowStep == 1 || rowCount == 1)
  for (let column: u32 = 0, together: u32 = 1; column < columnCount; column += together) {
    for (let row: u32 = 0, some: u32 = 1; row < rowCount; row += some) {
      const at = dst + column * columnStep + row * rowStep
      addUp(
        ordinal,
        src + column * columns.src + row * rows.src,
        wgt + column * columns.wgt + row * rows.wgt,
        rowStep == 1 ? rowCount - row : 1,
        isDense && row == 0 ? columnCount - column : 1,
      )
      const segment = holder(acc, at)
      some = rowsAlong(segment, at, 1, product.rows)
      together = 1
      if (some == rowCount) together = columnsAlong(segment, at, columnStep, some, 1, product.columns)
      if (product.isPlaced) addProduct(at, together, some, product.row, product.column, product.factor)
      copyOut(at, at + together * some, ordinal)
    }
  }
}

/** Adds up the products of one result. */
function addUp(ordinal: u32, src: u32, wgt: u32, mostRows: u32, mostColumns: u32): void {
  const inp = padOf(INP)
  const weights = padOf(WGT)
  const ended = loadsBeforeCompute()
  const srcStep = sums.src
  const wgtStep = sums.wgt
  // A's elements move with rows alone, B's with columns.
  if (rows.src != 1) mostRows = 1
  if (columns.src != 0 || columns.wgt != 1) mostColumns = 1
  let isPlaced = false
  let row: u32 = 0
  let column: u32 = 0
  let sum = f64x2.splat(0)
  for (let left = sums.count; left > 0;) {
    const a = holder(inp, src)
    const b = holder(weights, wgt)
    noteRead(a, ordinal, ended)
    noteRead(b, ordinal, ended)
    mostRows = min(mostRows, a.end - src)
    mostColumns = min(mostColumns, b.end - wgt)
    let terms: u32 = 1
    const widthOfA = a.width
    const widthOfB = b.width
    if (widthOfA != 0 && widthOfB != 0) {
      const blockOfA = blocksTo(a, src)
      const blockOfB = blocksTo(b, wgt)
      const rowInA = restOf(a, src, blockOfA)
      const columnInB = restOf(b, wgt, blockOfB)
      mostRows = min(mostRows, widthOfA - rowInA)
      mostColumns = min(mostColumns, widthOfB - columnInB)
      if (isPlaced && (a.minor + rowInA != row || b.minor + columnInB != column)) sum = f64x2.splat(NaN)
      isPlaced = true
      row = a.minor + rowInA
      column = b.minor + columnInB
      // As many blocks further on, both are of the same row and column.
      if (srcStep == widthOfA && wgtStep == widthOfB) {
        terms = stepsWithin(a, src, srcStep, stepsWithin(b, wgt, wgtStep, left))
      }
      sum = addTerms(sum, factorOfA(a.major + blockOfA), factorOfB(b.major + blockOfB), terms)
    }
    src += terms * srcStep
    wgt += terms * wgtStep
    left -= terms
  }
  product.rows = mostRows
  product.columns = mostColumns
  product.isPlaced = isPlaced
  product.row = row
  product.column = column
  product.factor = sum
}

function addTerms(sum: v128, a: usize, b: usize, terms: u32): v128 {
  for (let left = terms; left > 0;) {
    const some = min(left, mostProducts)
    for (let term = some; term > 0; term--) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)))
      a += elementBytes
      b += elementBytes
    }
    sum = fold(sum)
    left -= some
  }
  return sum
}
