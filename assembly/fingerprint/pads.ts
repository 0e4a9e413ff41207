import { acc, accMask, inp, inpMask, out, uop, uopDepth, wgt, wgtMask } from '../scratchpads'
import { elementBytes } from './field'

/*
 * Scratchpads by the memory id that fills them (UOP 0, WGT 1, INP 2, ACC 3, OUT 4), and what they hold at launch: random
 * elements, put back where the last program changed them. Micro-ops need none: those that a program did not load it must
 * not execute.
 */

export const UOP: u32 = 0
export const WGT: u32 = 1
export const INP: u32 = 2
export const ACC: u32 = 3
export const OUT: u32 = 4

class Pad {
  at: usize
  depth: u32
  bytes: u32
  /** What it holds at launch. */
  image: usize
  /** Elements, from the first on, that may not be what they were at launch. */
  changed: u32
}

const padBytes: u32 = 20
const padTable = memory.data(100)

export function padOf(memoryId: u32): Pad {
  return changetype<Pad>(padTable + memoryId * padBytes)
}

function describe(memoryId: u32, at: usize, depth: u32, bytes: u32): void {
  const pad = padOf(memoryId)
  pad.at = at
  pad.depth = depth
  pad.bytes = bytes
}

/** Notes where the scratchpads lie, and that from `image` on there is room to keep what they hold now. */
export function keepImage(image: usize): void {
  describe(UOP, uop, uopDepth, 4)
  describe(WGT, wgt, wgtMask + 1, elementBytes)
  describe(INP, inp, inpMask + 1, elementBytes)
  describe(ACC, acc, accMask + 1, elementBytes)
  describe(OUT, out, accMask + 1, elementBytes)
  for (let memoryId = WGT; memoryId <= OUT; memoryId++) {
    const pad = padOf(memoryId)
    pad.image = image
    memory.copy(image, pad.at, pad.depth * pad.bytes)
    image += pad.depth * pad.bytes
  }
}

/** Says that elements below `end` change. */
export function change(memoryId: u32, end: u32): void {
  const pad = padOf(memoryId)
  if (end > pad.changed) pad.changed = end
}

export function launch(): void {
  for (let memoryId = WGT; memoryId <= OUT; memoryId++) {
    const pad = padOf(memoryId)
    memory.copy(pad.at, pad.image, pad.changed * pad.bytes)
    pad.changed = 0
  }
}
