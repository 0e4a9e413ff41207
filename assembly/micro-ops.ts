/* Where the micro-ops lie in memory. */

export let uop: usize = 0
export let uopDepth: u32 = 0

export function placeMicroOps(at: usize, depth: u32): void {
  uop = at
  uopDepth = depth
}

/** The micro-op at an index, which wraps. */
export function microOp(index: u32): u32 {
  return load<u32>(uop + ((<usize>(index < uopDepth ? index : index % uopDepth)) << 2))
}
