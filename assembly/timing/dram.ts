import * as f from '../fields'

/*
 * Whether transfers stay inside a program's DRAM. The rows of a LOAD after its first may stride out of it: the hardware
 * reads on, and programs that do so finish.
 */

let dramBytes: u64 = 0

export function setDramBytes(bytes: u64): void {
  dramBytes = bytes
}

/** Whether a LOAD's first row is all inside. `elementBytes` is what it loads. */
export function isRowInside(elementBytes: u32, w0: u32, w1: u32, w2: u32): bool {
  return firstRowEnd(elementBytes, w0, w1, w2) <= dramBytes
}

/** Whether a STORE's last row is all inside. */
export function areRowsInside(elementBytes: u32, w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const rows: u64 = f.ySize(w2) == 0 ? 65536 : f.ySize(w2)
  return firstRowEnd(elementBytes, w0, w1, w2) + (rows - 1) * f.xStride(w3) * elementBytes <= dramBytes
}

function firstRowEnd(elementBytes: u32, w0: u32, w1: u32, w2: u32): u64 {
  const address = f.dramIndex(w0, w1) * elementBytes
  return <u64>address + f.xSize(w2) * elementBytes
}
