import { apply, choose } from './alu'
import { elementBytes, fold, highPart, lowPart, product, read, write } from './field'
import { biases, inputs, weights } from './tables'

/*
 * What the results must be, from the workload's definition alone: C is [nBlocks][rows], A [kBlocks][rows], B
 * [kBlocks][nBlocks] elements (docs/layout.md).
 */

/** C = A x B^T. */
export function expectProducts(to: usize, rows: u32, nBlocks: u32, kBlocks: u32): void {
  for (let n: u32 = 0; n < nBlocks; n++) {
    for (let row: u32 = 0; row < rows; row++) {
      let low = i64x2.splat(0)
      let high = i64x2.splat(0)
      for (let k: u32 = 0; k < kBlocks; k++) {
        const xw = product(
          inputs.at + (k * rows + row) * elementBytes,
          weights.at + (k * nBlocks + n) * elementBytes,
        )
        low = i64x2.add(low, lowPart(xw))
        high = i64x2.add(high, highPart(xw))
      }
      write(to + (n * rows + row) * elementBytes, fold(i64x2.add(low, high)))
    }
  }
}

/** C = C + bias. */
export function expectBias(to: usize, rows: u32, nBlocks: u32): void {
  for (let i: u32 = 0; i < rows * nBlocks; i++) {
    const at = to + i * elementBytes
    write(at, fold(i64x2.add(read(at), read(biases.at + (i / rows) * elementBytes))))
  }
}

/** C = op(C, immediate), said by the last word of an ALU instruction. */
export function expectPass(to: usize, count: u32, w3: u32): void {
  choose(w3)
  for (let i: u32 = 0; i < count; i++) {
    const at = to + i * elementBytes
    apply(at, at, 0)
  }
}
