import type { Hardware } from '../hardware/hardware.js'
import type { Operands } from './operands.js'
import { applyEpilogue } from './reference.js'
import type { Workload } from './workload.js'

/** Extents of the packed tensors: channels are counted in blocks, the last one padded (docs/layout.md). */
export interface PackedShape {
  readonly block: number
  readonly rows: number
  readonly nBlocks: number
  readonly kBlocks: number
}

/** Packed tensors, as the host puts them in DRAM; int32 values are little endian there. */
export interface PackedOperands {
  /** int8 [kBlocks][rows][block]: element (row, kb) is at element index kb * rows + row. */
  readonly a: Int8Array
  /** int8 [kBlocks][nBlocks][block of n][block of k]: element (nb, kb) is at element index kb * nBlocks + nb. */
  readonly b: Int8Array
  /** int32 [nBlocks][block]; null without a bias. */
  readonly bias: Int32Array | null
}

export function packedShape(workload: Workload, { block }: Pick<Hardware, 'block'>): PackedShape {
  const { m, n, k } = workload
  return { block, rows: m, nBlocks: Math.ceil(n / block), kBlocks: Math.ceil(k / block) }
}

/** Row-major values of `width` columns, cut into columns of blocks: [blocks][rows][block], zeros where none are. */
function packColumns(values: Int8Array, rows: number, width: number, block: number): Int8Array {
  const blocks = Math.ceil(width / block)
  const packed = new Int8Array(blocks * rows * block)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < blocks; column++) {
      const from = row * width + column * block
      const end = Math.min(from + block, (row + 1) * width)
      // Byte by byte: to make a view of so few takes ten times as long.
      for (let at = from, to = (column * rows + row) * block; at < end; at++, to++) packed[to] = values[at]
    }
  }
  return packed
}

/** B as columns of k blocks, its rows padded to whole blocks of output channels. */
function packWeights(b: Int8Array, k: number, { block, nBlocks }: PackedShape): Int8Array {
  const padded = new Int8Array(nBlocks * block * k)
  padded.set(b)
  return packColumns(padded, nBlocks * block, k, block)
}

/** Packs inputs for a machine; padding is zero. Lengths must be the workload's (m x k, n x k, n). */
export function packOperands(
  workload: Workload,
  hardware: Pick<Hardware, 'block'>,
  operands: Operands,
): PackedOperands {
  const shape = packedShape(workload, hardware)
  const { block, rows, nBlocks } = shape
  const bias = operands.bias && new Int32Array(nBlocks * block)
  if (bias && operands.bias) bias.set(operands.bias)
  return {
    a: packColumns(operands.a, rows, workload.k, block),
    b: packWeights(operands.b, workload.k, shape),
    bias,
  }
}

/**
 * Packs an output, int8 [nBlocks][rows][block]: the padding holds what the machine computes there from zero inputs
 * and a zero bias.
 */
export function packOutput(workload: Workload, hardware: Pick<Hardware, 'block'>, c: Int8Array): Int8Array {
  const { block, rows } = packedShape(workload, hardware)
  const packed = packColumns(c, rows, workload.n, block)
  const filled = workload.n % block
  if (filled === 0) return packed
  const padding = applyEpilogue(workload.epilogue, 0, 0)
  for (let end = packed.length; end > packed.length - rows * block; end -= block) {
    packed.fill(padding, end - block + filled, end)
  }
  return packed
}

/** The m x n int8 output, row-major, from the machine's packed one. */
export function unpackOutput(
  workload: Workload,
  hardware: Pick<Hardware, 'block'>,
  packed: Int8Array,
): Int8Array {
  const { block, rows, nBlocks } = packedShape(workload, hardware)
  const c = new Int8Array(rows * workload.n)
  for (let row = 0; row < rows; row++) {
    for (let nb = 0; nb < nBlocks; nb++) {
      const from = (nb * rows + row) * block
      const width = Math.min(block, workload.n - nb * block)
      c.set(packed.subarray(from, from + width), row * workload.n + nb * block)
    }
  }
  return c
}

/** Which row and output channel a value of the packed output is. */
export function outputPosition(
  index: number,
  { block, rows }: PackedShape,
): { row: number; channel: number } {
  const element = Math.floor(index / block)
  return { row: element % rows, channel: Math.floor(element / rows) * block + (index % block) }
}
