import * as f from '../fields'

/** The modules along the chain, and where instructions go that none of them knows. */
export const LOADS: u32 = 0
export const COMPUTES: u32 = 1
export const STORES: u32 = 2
export const NOWHERE: u32 = 3

/** By opcode and memory id (timing.md 3). */
const moduleTable = memory.data<u8>([
  1, 2, 1, 1, 1, 3, 3, 3, 0, 2, 1, 1, 1, 3, 3, 3, 0, 2, 1, 1, 1, 3, 3, 3, 1, 2, 1, 1, 1, 3, 3, 3, 3, 2, 1, 1,
  1, 3, 3, 3, 3, 2, 1, 1, 1, 3, 3, 3, 3, 2, 1, 1, 1, 3, 3, 3, 3, 2, 1, 1, 1, 3, 3, 3,
])

/** Who executes an instruction of these first and last words. */
export function moduleOf(w0: u32, w3: u32): u32 {
  const module: u32 = load<u8>(moduleTable + (f.opcode(w0) | (f.memory(w0) << 3)))
  return f.opcode(w0) == f.ALU && f.aluOp(w3) > f.SHR ? NOWHERE : module
}
