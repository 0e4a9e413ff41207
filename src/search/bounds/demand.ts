import { beatBytes, type Hardware } from '../../hardware/hardware.js'
import { packedShape } from '../../workload/packing.js'
import type { Workload } from '../../workload/workload.js'
import { neededPasses } from './needed-passes.js'
import { leastReads } from './read-again.js'

/** What a workload demands of a hardware, whatever the program (docs/bounds.md, "Demand"). */
export interface Demand {
  readonly rows: number
  readonly nBlocks: number
  readonly kBlocks: number
  /** Vectors of C: rows x nBlocks. */
  readonly outputs: number
  /** Beats of an element of A and of B. */
  readonly aBeats: number
  readonly bBeats: number
  readonly accBeats: number
  /** Beats of A and B together. */
  readonly operandBeats: number
  /** Beats of what capacity forces to be read again of them. */
  readonly beatsAgain: number
  readonly biasBeats: number
  /** GEMM iterations: rows x nBlocks x kBlocks. */
  readonly products: number
  /** Cycles of compute that give every sum its first value. */
  readonly initCycles: number
  /** ALU operations that every output needs. */
  readonly passes: number
  /** Whether outputs depend on neither A nor B. */
  readonly constant: boolean
}

export function demandOf(workload: Workload, hardware: Hardware): Demand {
  const { rows, nBlocks, kBlocks } = packedShape(workload, hardware)
  const { epilogue, k } = workload
  const { elementBytes, depth } = hardware
  const aBeats = elementBytes.inp / beatBytes
  const bBeats = elementBytes.wgt / beatBytes
  const accBeats = elementBytes.acc / beatBytes
  const outputs = rows * nBlocks
  const operandBeats = kBlocks * (rows * aBeats + nBlocks * bBeats)
  // A bias is loaded into a sum of its column, or once a column and copied from there.
  const bias = epilogue.bias && !epilogue.bias_after_shift
  return {
    rows,
    nBlocks,
    kBlocks,
    outputs,
    aBeats,
    bBeats,
    accBeats,
    operandBeats,
    beatsAgain:
      leastReads({
        a: { lines: rows, beats: aBeats, held: depth.inp },
        b: { lines: nBlocks, beats: bBeats, held: depth.wgt },
        depth: kBlocks,
        sums: depth.acc,
      }) - operandBeats,
    biasBeats: epilogue.bias ? nBlocks * accBeats : 0,
    products: outputs * kBlocks,
    initCycles: bias ? nBlocks * (accBeats + rows - 1) : outputs,
    ...neededPasses(epilogue, k),
  }
}
