import { kExtent, mExtent, nExtent } from './workload'
import { FINISH, MICRO_OPS, START, Statement, statements, STORE, TILE, UPDATE } from './statements'
import { Number, Table, tableBytes } from './table'

/*
 * Walks a tiled loop nest once, in the order in which the machine will, and writes its statements. The nest comes
 * flat, as src/compiler/flat-nest.ts lays it out: each node a row, a loop's body behind it.
 */

/** Axes as numbers; of a node without one -1. */
const M = 0
const N = 1
const K = 2

/** A node's kind where it is a loop; else it is a statement's. */
const LOOP = -1

class Node {
  kind: i32
  /** Of a loop: its axis. Of TILE: the outermost loop around it. Of others: the loop that repeats it in vain, or -1. */
  axis: i32
  /** Of a loop: how many chunks it takes at a time. Of others: the axes that it covers, a bit each. */
  threads: i32
  /** Of a loop: the row behind its body. Of others: what each thread has of its own, a bit for each of A, B, C, bias. */
  end: i32
}

const OWN_A = 1
const OWN_B = 2
const OWN_C = 4
const OWN_BIAS = 8
/** Of what takes a region: that it fills it too. */
const FILLED = 16

export const nodes = changetype<Table<Node>>(memory.data(tableBytes))

/** Sizes of chunks, in order: the last repeats until all is covered. */
class Sizes {
  at: usize
  count: i32

  @inline
  get(i: i32): i32 {
    return load<i32>(this.at + ((<usize>min(i, this.count - 1)) << 2))
  }
}

const sizesBytes = 8

const mSizes = changetype<Sizes>(memory.data(sizesBytes))
const nSizes = changetype<Sizes>(memory.data(sizesBytes))
const kSizes = changetype<Sizes>(memory.data(sizesBytes))
/** k's for the first and for the last tile of C. */
const firstK = changetype<Sizes>(memory.data(sizesBytes))
const lastK = changetype<Sizes>(memory.data(sizesBytes))
/** Tiles of C in each group that shares its ALU passes. */
const groupSizes = changetype<Sizes>(memory.data(sizesBytes))

const sizes = changetype<Table<Number>>(memory.data(tableBytes))

/** Byte address of so many sizes to be filled in, those of all sequences one behind the other. */
export function reserveSizes(count: i32): usize {
  sizes.reserve(count)
  return sizes.at
}

/** Says how many of the sizes are of m, n, k, of k in the first and in the last tile of C, and of groups of tiles. */
export function setSizes(m: i32, n: i32, k: i32, first: i32, last: i32, groups: i32): void {
  let at = setSizesOf(mSizes, sizes.at, m)
  at = setSizesOf(nSizes, at, n)
  at = setSizesOf(kSizes, at, k)
  at = setSizesOf(firstK, at, first)
  at = setSizesOf(lastK, at, last)
  setSizesOf(groupSizes, at, groups)
}

function setSizesOf(sequence: Sizes, at: usize, count: i32): usize {
  sequence.at = at
  sequence.count = count
  return at + ((<usize>count) << 2)
}

const maxThreads = 4

class Chunk {
  start: i32
  size: i32
}

const chunkBytes = 8

/** Where the walk stands on an axis: the chunk of each thread, behind one another; of the first alone outside threads. */
class Place {
  /** Whether the chunks now are the first, and the last; both outside the axis's loop. */
  first: bool
  last: bool

  @inline
  chunk(thread: i32): Chunk {
    return changetype<Chunk>(changetype<usize>(this) + placeHead + <usize>thread * chunkBytes)
  }

  /** All of the axis. */
  leave(extent: i32): void {
    const whole = this.chunk(0)
    whole.start = 0
    whole.size = extent
    this.first = true
    this.last = true
  }
}

const placeHead = 8
const placeBytes = placeHead + maxThreads * chunkBytes

const onM = changetype<Place>(memory.data(placeBytes))
const onN = changetype<Place>(memory.data(placeBytes))
const onK = changetype<Place>(memory.data(placeBytes))
/** Threads in step, and the axis that they share; 1 and -1 outside their loop. */
let active: i32 = 1
let threadAxis: i32 = -1

/** What a thread's region of C covers, by thread, and the number of the START that took it. */
class Held {
  n: i32
  nSize: i32
  m: i32
  mSize: i32
  serial: i32
}
const held = changetype<Table<Held>>(memory.data(tableBytes))
let starts: i32 = 0

/** The tile of the first thread, and whether each thread has a tile of its own. */
let tile: i32 = 0
let tiles: i32 = 0
let ownTiles: bool = false
/** The group of tiles that is waiting: its first tile, the one behind its last, its number. */
let groupFrom: i32 = 0
let groupTo: i32 = 0
let group: i32 = 0
/** The tile before, while its group waits: the START that took its region, and the offset behind it. */
let lastSerial: i32 = 0
let lastEnd: i32 = 0
let scattered: bool = false

let allTiles: i32 = 1

/**
 * Writes the statements of the nest in `nodes`. @param tileCount tiles of C in all: no group goes beyond.
 * @returns false when tiles of a group do not lie one behind the other, so that one ALU pass cannot take them.
 */
export function walk(tileCount: i32, microOpsFirst: bool): bool {
  allTiles = tileCount
  statements.count = 0
  if (microOpsFirst) statements.push().kind = MICRO_OPS
  held.reserve(maxThreads)
  onM.leave(mExtent)
  onN.leave(nExtent)
  onK.leave(kExtent)
  active = 1
  threadAxis = -1
  starts = tiles = groupFrom = group = 0
  groupTo = min(allTiles, groupSizes.get(0))
  scattered = false
  walkNodes(0, nodes.count)
  return !scattered
}

function walkNodes(from: i32, to: i32): void {
  for (let i = from; i < to;) {
    const node = nodes.get(i)
    if (node.kind == LOOP) {
      const end = node.end
      if (node.axis == M) walkLoop(i, end, node, onM, mSizes, mExtent)
      else if (node.axis == N) walkLoop(i, end, node, onN, nSizes, nExtent)
      else walkLoop(i, end, node, onK, cutOfK(), kExtent)
      i = end
    } else {
      walkLeaf(node)
      i++
    }
  }
}

/** How k is cut for the tile of C that the walk is in. */
function cutOfK(): Sizes {
  if (onM.first && onN.first) return firstK
  return onM.last && onN.last ? lastK : kSizes
}

function walkLoop(at: i32, end: i32, node: Node, place: Place, cut: Sizes, extent: i32): void {
  const threads = node.threads
  let start = 0
  for (let chunk = 0; start < extent;) {
    place.first = start == 0
    let thread = 0
    for (; thread < threads && start < extent; thread++) {
      const size = min(cut.get(chunk++), extent - start)
      const own = place.chunk(thread)
      own.start = start
      own.size = size
      start += size
    }
    place.last = start == extent
    if (threads > 1) {
      active = thread
      threadAxis = node.axis
    }
    walkNodes(at + 1, end)
  }
  if (threads > 1) {
    active = 1
    threadAxis = -1
  }
  place.leave(extent)
}

/** A statement runs once for each thread in step, unless none of its axes is theirs; a fill at first use. */
function walkLeaf(node: Node): void {
  const kind = node.kind
  if (kind == TILE) {
    ownTiles = threadAxis >= 0
    tile = tiles
    tiles += active
  } else if (node.axis >= 0) {
    const repeatedBy = node.axis == M ? onM : node.axis == N ? onN : onK
    if (!repeatedBy.first) return
  }
  const threads = threadAxis >= 0 && (node.threads >> threadAxis) & 1 ? active : 1
  for (let thread = 0; thread < threads; thread++) {
    if (kind == FINISH || kind == STORE) writeGroup(node, thread)
    else write(node, thread)
  }
}

function write(node: Node, thread: i32): void {
  const s = statements.push()
  s.kind = node.kind
  const n = onN.chunk(threadAxis == N ? thread : 0)
  s.n = n.start
  s.nSize = n.size
  const m = onM.chunk(threadAxis == M ? thread : 0)
  s.m = m.start
  s.mSize = m.size
  const k = onK.chunk(0)
  s.k = k.start
  s.kSize = k.size
  if (node.kind == UPDATE) {
    s.id = tile + (ownTiles ? thread : 0)
    s.slot = node.end & OWN_A ? thread : 0
    s.other = node.end & OWN_B ? thread : 0
  } else if (node.kind == TILE) {
    writeTile(s, node, thread)
  } else if (node.kind == START) {
    s.slot = node.end & OWN_C ? thread : 0
    s.other = node.end & OWN_BIAS ? thread : 0
    const c = held.get(s.slot)
    c.n = s.n
    c.nSize = s.nSize
    c.m = s.m
    c.mSize = s.mSize
    c.serial = starts++
  } else {
    s.slot = node.end & (OWN_A | OWN_B | OWN_BIAS) ? thread : 0
    s.other = node.end & FILLED ? 1 : 0
  }
}

/** Tiles lie in their region in the order of the loops: chunks of the outer loop one behind the other. */
function writeTile(s: Statement, node: Node, thread: i32): void {
  s.id = tile + thread
  s.slot = node.end & OWN_C ? thread : 0
  const c = held.get(s.slot)
  const n = s.n - c.n
  const m = s.m - c.m
  s.other = node.axis == N ? n * c.mSize + m * s.nSize : m * c.nSize + n * s.mSize
  if (s.id > groupFrom && s.id < groupTo && (c.serial != lastSerial || s.other != lastEnd)) scattered = true
  lastSerial = c.serial
  lastEnd = s.other + s.nSize * s.mSize
}

/** The passes over a group of tiles, or its way back to memory, behind the last of them. */
function writeGroup(node: Node, thread: i32): void {
  const last = tile + thread
  // Tiles of threads stand alone.
  const from = ownTiles ? last : groupFrom
  const to = ownTiles ? last + 1 : groupTo
  if (last + 1 < to) return
  const s = statements.push()
  s.kind = node.kind
  s.id = from
  s.slot = to
  s.other = node.end & OWN_BIAS ? thread : 0
  if (node.kind == STORE) {
    groupFrom = to
    groupTo = min(allTiles, to + groupSizes.get(++group))
  }
}
