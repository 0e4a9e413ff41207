import type { PlacedProgram } from '../compiler/compile.js'
import type { Program, Segment } from '../isa/program.js'
import type { PackedOperands } from '../workload/packing.js'

const segment = (address: number, values: Int8Array | Int32Array): Segment => ({
  address,
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
})

/** A compiled program with its operands where the host puts them (docs/layout.md); nothing is copied. */
export function loadOperands(compiled: PlacedProgram, packed: PackedOperands): Program {
  const { operands, segments, ...program } = compiled
  const loaded = [...segments, segment(operands.a.address, packed.a), segment(operands.b.address, packed.b)]
  if (operands.bias && packed.bias) loaded.push(segment(operands.bias.address, packed.bias))
  return { ...program, segments: loaded.toSorted((x, y) => x.address - y.address) }
}
