import type { Hardware } from '../hardware/hardware.js'
import type { Operands } from '../workload/operands.js'
import { packOperands, packOutput, type PackedOperands } from '../workload/packing.js'
import { reference } from '../workload/reference.js'
import type { Workload } from '../workload/workload.js'

/** What a candidate computes on, and what it must compute. */
export interface TestData {
  readonly packed: PackedOperands
  /** The reference's bytes of the output region, padding included. */
  readonly expected: Uint8Array
  /** A wrong answer in every one of them. */
  readonly wrong: Uint8Array
}

/** Packs operands for a hardware and works out the output that they must give. */
export function testData(workload: Workload, hardware: Hardware, operands: Operands): TestData {
  const output = packOutput(workload, hardware, reference(workload, operands))
  const expected = new Uint8Array(output.buffer, output.byteOffset, output.byteLength)
  return {
    packed: packOperands(workload, hardware, operands),
    expected,
    wrong: inverseOf(expected),
  }
}

/** A loop: `map` takes ten times as long, and an output can have half a gigabyte. */
function inverseOf(bytes: Uint8Array): Uint8Array {
  const inverse = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) inverse[i] = ~bytes[i]
  return inverse
}
