/*
 * Scratchpads as segments: runs of elements that hold the same formula but for their place in a tensor
 * (docs/verification.md). Element i of a segment has the coordinates
 *
 *   minor + (i - base) mod width,  major + floor((i - base) / width)
 *
 * which are row and block of k (INP), block of n and of k (WGT), row and block of n (ACC, OUT). An instruction works on
 * whole segments, so that what it costs does not depend on how many elements it touches.
 */

export class Segment {
  /** The element behind its last one. */
  end: u32
  /** Ordinals of the instruction that wrote it, and of the latest one of another module that read it. */
  writer: u32
  reader: u32
  private unused: u32
  /** What it holds: these four words and the three coefficients. `base` may lie before its first element. */
  base: u32
  /** 0: the same everywhere. */
  width: u32
  minor: u32
  major: u32
  /** Of ACC and OUT elements: constant + ofBias x bias[major] + ofProduct x row[minor] x column[major]. */
  constant: v128
  ofBias: v128
  ofProduct: v128
}

export const segmentBytes: u32 = 80
const contentOffset: usize = 16

/** The row of what is the same for all rows: the bias. */
export const ANY: u32 = u32.MAX_VALUE

/** Elements of which nothing is known have a width that they never come to the end of. */
export const ENDLESS: u32 = 1 << 30

export class Pad {
  /** By element: the segment that starts there. */
  segments: usize
  /** By element, a bit: whether one does. The first one always does. */
  starts: usize
  depth: u32
}

/** By memory id. */
export const UOP: u32 = 0
export const WGT: u32 = 1
export const INP: u32 = 2
export const ACC: u32 = 3
export const OUT: u32 = 4

const pads = memory.data(60)

export function padOf(memoryId: u32): Pad {
  return changetype<Pad>(pads + memoryId * 12)
}

/** @param at room for a segment and 8 bytes for each of `depth` elements. */
export function placePad(memoryId: u32, at: usize, depth: u32): void {
  const pad = padOf(memoryId)
  pad.segments = at
  pad.starts = at + depth * segmentBytes
  pad.depth = depth
}

/** Whether an instruction touched what one of another module touches too, and neither waits for the other. */
export let isShared: bool = false

export function forgetAccesses(): void {
  isShared = false
}

export function segmentAt(pad: Pad, start: u32): Segment {
  return changetype<Segment>(pad.segments + start * segmentBytes)
}

function wordOf(pad: Pad, element: u32): usize {
  return pad.starts + ((element >> 6) << 3)
}

function mark(pad: Pad, element: u32): void {
  const at = wordOf(pad, element)
  store<u64>(at, load<u64>(at) | ((<u64>1) << (element & 63)))
}

function unmark(pad: Pad, element: u32): void {
  const at = wordOf(pad, element)
  store<u64>(at, load<u64>(at) & ~((<u64>1) << (element & 63)))
}

/** Sets bits to 0: as many as said, up to a multiple of 128. Few are, and a call of `memory.fill` takes longer than that. */
export function clearBits(at: usize, count: u32): void {
  for (let bit: u32 = 0; bit < count; bit += 128) v128.store(at + (bit >> 3), i64x2.splat(0))
}

/** Makes the whole scratchpad one segment, whose content is to be set. */
export function clearPad(pad: Pad): Segment {
  clearBits(pad.starts, pad.depth)
  mark(pad, 0)
  const segment = segmentAt(pad, 0)
  segment.end = pad.depth
  segment.writer = segment.reader = 0
  return segment
}

/** Where the segment starts that an element is in. */
export function startOf(pad: Pad, element: u32): u32 {
  let at = wordOf(pad, element)
  let last = element
  let bits = load<u64>(at) << (63 - (element & 63))
  while (bits == 0) {
    last = (last & ~63) - 1
    at -= 8
    bits = load<u64>(at)
  }
  return last - <u32>clz(bits)
}

/** The segment that an element is in. */
export function holder(pad: Pad, element: u32): Segment {
  return segmentAt(pad, startOf(pad, element))
}

/** Has a segment start at an element, or none reach beyond it. */
export function cut(pad: Pad, element: u32): void {
  if (element >= pad.depth) return
  const start = startOf(pad, element)
  if (start == element) return
  const before = segmentAt(pad, start)
  copySegment(segmentAt(pad, element), before)
  before.end = element
  mark(pad, element)
}

/** Gives a segment all of another one's. */
function copySegment(to: Segment, from: Segment): void {
  v128.store(changetype<usize>(to), v128.load(changetype<usize>(from)))
  copyContent(to, from)
}

/** Gives a segment another one's content. */
export function copyContent(to: Segment, from: Segment): void {
  const target = changetype<usize>(to) + contentOffset
  const source = changetype<usize>(from) + contentOffset
  v128.store(target, v128.load(source))
  v128.store(target, v128.load(source, 16), 16)
  v128.store(target, v128.load(source, 32), 32)
  v128.store(target, v128.load(source, 48), 48)
}

/**
 * Makes elements [from, to) one segment that an instruction writes; its content is to be set.
 * @param ordinal of the instruction.
 * @param ended ordinal of the last instruction of the module that reads here that it waits for.
 */
export function overwrite(pad: Pad, from: u32, to: u32, ordinal: u32, ended: u32): Segment {
  const first = startOf(pad, from)
  let last = segmentAt(pad, first)
  const segment = segmentAt(pad, from)
  let latest = last.reader
  if (first != from || last.end != to) {
    const before = last
    while (last.end < to) {
      const next = last.end
      unmark(pad, next)
      last = segmentAt(pad, next)
      latest = max(latest, last.reader)
    }
    if (last.end > to) {
      copySegment(segmentAt(pad, to), last)
      mark(pad, to)
    }
    if (first != from) {
      before.end = from
      mark(pad, from)
    }
    segment.end = to
  }
  if (latest > ended) isShared = true
  segment.writer = ordinal
  segment.reader = 0
  return segment
}

/**
 * Notes that an instruction reads a segment.
 * @param ended ordinal of the last instruction of the module that writes here that it waits for.
 */
export function noteRead(segment: Segment, ordinal: u32, ended: u32): void {
  if (segment.writer > ended) isShared = true
  segment.reader = ordinal
}

/** How many blocks behind its base's an element of a segment is, which is not the same everywhere. */
export function blocksTo(segment: Segment, element: u32): u32 {
  const distance = element - segment.base
  // Most instructions begin where segments do, and a division takes long.
  return distance < segment.width ? 0 : distance / segment.width
}

/** Where an element is in its block. */
export function restOf(segment: Segment, element: u32, blocks: u32): u32 {
  return element - segment.base - blocks * segment.width
}

/** Coordinates of an element of a segment. */
export function minorOf(segment: Segment, element: u32): u32 {
  return segment.minor == ANY ? ANY : segment.minor + restOf(segment, element, blocksTo(segment, element))
}

export function majorOf(segment: Segment, element: u32): u32 {
  return segment.major + blocksTo(segment, element)
}
