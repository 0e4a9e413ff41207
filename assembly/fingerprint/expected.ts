import { elementBytes, fold, mostProducts } from './field'
import { choose, operate } from './operation'
import { ACC, INP, WGT } from './pads'
import { tableOf } from './tables'

/*
 * What the results must be, from the workload's definition alone: C is [nBlocks][rows], A [kBlocks][rows], B
 * [kBlocks][nBlocks] elements (docs/layout.md).
 */

/** C = A x B^T. */
export function expectProducts(to: usize, rows: u32, nBlocks: u32, kBlocks: u32): void {
  const inputs = tableOf(INP).at
  const weights = tableOf(WGT).at
  for (let n: u32 = 0; n < nBlocks; n++) {
    for (let row: u32 = 0; row < rows; row++) {
      let sum = f64x2.splat(0)
      for (let k: u32 = 0; k < kBlocks; k++) {
        const x = v128.load(inputs + (k * rows + row) * elementBytes)
        const w = v128.load(weights + (k * nBlocks + n) * elementBytes)
        sum = f64x2.add(sum, f64x2.mul(x, w))
        if (k % mostProducts == mostProducts - 1) sum = fold(sum)
      }
      v128.store(to + (n * rows + row) * elementBytes, fold(sum))
    }
  }
}

/** C = C + bias. */
export function expectBias(to: usize, rows: u32, nBlocks: u32): void {
  const biases = tableOf(ACC).at
  for (let i: u32 = 0; i < rows * nBlocks; i++) {
    const at = to + i * elementBytes
    const bias = v128.load(biases + (i / rows) * elementBytes)
    v128.store(at, fold(f64x2.add(v128.load(at), bias)))
  }
}

/** C = op(C, immediate), said by the last word of an ALU instruction. */
export function expectPass(to: usize, count: u32, w3: u32): void {
  choose(w3)
  operate(to, to, to, elementBytes, elementBytes, count)
}
