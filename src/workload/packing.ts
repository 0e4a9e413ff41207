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
  /** int8 [rows][kBlocks][block], rows contiguous: element (row, kb) is at element index row * kBlocks + kb. */
  readonly a: Int8Array
  /** int8 [nBlocks][kBlocks][block of n][block of k]: element (nb, kb) is at element index nb * kBlocks + kb. */
  readonly b: Int8Array
  /** int32 [nBlocks][block]; null without a bias. */
  readonly bias: Int32Array | null
}

export function packedShape(workload: Workload, { block }: Pick<Hardware, 'block'>): PackedShape {
  const { m, n, k } = workload
  return { block, rows: m, nBlocks: Math.ceil(n / block), kBlocks: Math.ceil(k / block) }
}

/** Rows of `width` values, each padded with zeros to `pitch`. */
function padRows(values: Int8Array, rows: number, width: number, pitch: number): Int8Array {
  const padded = new Int8Array(rows * pitch)
  for (let row = 0; row < rows; row++) {
    padded.set(values.subarray(row * width, (row + 1) * width), row * pitch)
  }
  return padded
}

function packWeights(b: Int8Array, { n, k }: Workload, { block, nBlocks, kBlocks }: PackedShape): Int8Array {
  const packed = new Int8Array(nBlocks * kBlocks * block * block)
  for (let row = 0; row < n; row++) {
    const firstElement = Math.floor(row / block) * kBlocks
    for (let kb = 0; kb < kBlocks; kb++) {
      const from = row * k + kb * block
      const to = ((firstElement + kb) * block + (row % block)) * block
      packed.set(b.subarray(from, Math.min(from + block, (row + 1) * k)), to)
    }
  }
  return packed
}

/** Packs inputs for a machine; padding is zero. Lengths must be the workload's (m x k, n x k, n). */
export function packOperands(
  workload: Workload,
  hardware: Pick<Hardware, 'block'>,
  operands: Operands,
): PackedOperands {
  const shape = packedShape(workload, hardware)
  const { block, rows, nBlocks, kBlocks } = shape
  const bias = operands.bias && new Int32Array(nBlocks * block)
  if (bias && operands.bias) bias.set(operands.bias)
  return {
    a: padRows(operands.a, rows, workload.k, kBlocks * block),
    b: packWeights(operands.b, workload, shape),
    bias,
  }
}

/**
 * Packs an output, int8 [rows][nBlocks][block]: the padding holds what the machine computes there from zero inputs
 * and a zero bias.
 */
export function packOutput(workload: Workload, hardware: Pick<Hardware, 'block'>, c: Int8Array): Int8Array {
  const { block, rows, nBlocks } = packedShape(workload, hardware)
  const pitch = nBlocks * block
  const packed = padRows(c, rows, workload.n, pitch)
  const padding = applyEpilogue(workload.epilogue, 0, 0)
  for (let row = 0; row < rows; row++) packed.fill(padding, row * pitch + workload.n, (row + 1) * pitch)
  return packed
}

/** The m x n int8 output, row-major, from the machine's packed one. */
export function unpackOutput(
  workload: Workload,
  hardware: Pick<Hardware, 'block'>,
  packed: Int8Array,
): Int8Array {
  const { block, nBlocks } = packedShape(workload, hardware)
  const c = new Int8Array(workload.m * workload.n)
  for (let row = 0; row < workload.m; row++) {
    const from = row * nBlocks * block
    c.set(packed.subarray(from, from + workload.n), row * workload.n)
  }
  return c
}
