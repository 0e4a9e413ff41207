import {
  FILLED,
  firstK,
  kSizes,
  lastK,
  LOOP,
  M,
  mSizes,
  N,
  Node,
  nodes,
  nSizes,
  OWN_A,
  OWN_B,
  OWN_BIAS,
  Sizes,
} from './nest'
import { FINISH, MICRO_OPS, START, Statement, statements, STORE, TILE, UPDATE } from './statements'
import {
  beginTiles,
  completeStart,
  completeTile,
  nextTiles,
  scattered,
  tileOf,
  writeGroup,
} from './tile-groups'
import { kExtent, mExtent, nExtent } from './workload'

/* Walks a tiled loop nest once, in the order in which the machine will, and writes its statements. */

/** A chunk of an axis. */
class Chunk {
  start: i32
  size: i32
}
const chunkBytes = 8

/** Where the walk stands: chunks of n, m and k, one behind the other as statements have them; the first thread's. */
const here = memory.data(24)
const ofN = changetype<Chunk>(here)
const ofM = changetype<Chunk>(here + chunkBytes)
const ofK = changetype<Chunk>(here + 2 * chunkBytes)

/** Whether a loop is at its first and at its last chunk; both are true outside it. */
class Ends {
  first: bool
  last: bool
}
const endsOfM = changetype<Ends>(memory.data(2))
const endsOfN = changetype<Ends>(memory.data(2))
const endsOfK = changetype<Ends>(memory.data(2))

/** Threads in step, the axis that they share, and each one's chunk of it; 1 and -1 outside their loop. */
let active: i32 = 1
let threadAxis: i32 = -1
const maxThreads = 4
const shared = memory.data(32)

/**
 * Writes the statements of the nest in `nodes`. @param tileCount tiles of C in all.
 * @returns false when tiles of a group do not lie one behind the other, so that one ALU pass cannot take them.
 */
export function walk(tileCount: i32, microOpsFirst: bool): bool {
  statements.count = 0
  if (microOpsFirst) {
    const s = statements.push()
    s.kind = MICRO_OPS
    s.id = s.slot = 0
  }
  beginTiles(tileCount)
  leave(ofM, endsOfM, mExtent)
  leave(ofN, endsOfN, nExtent)
  leave(ofK, endsOfK, kExtent)
  active = 1
  threadAxis = -1
  walkNodes(0, nodes.count)
  return !scattered
}

/** Outside its loop, all of an axis is covered. */
function leave(chunk: Chunk, ends: Ends, extent: i32): void {
  chunk.start = 0
  chunk.size = extent
  ends.first = true
  ends.last = true
}

function walkNodes(from: i32, to: i32): void {
  for (let i = from; i < to;) {
    const node = nodes.get(i)
    if (node.kind == LOOP) {
      if (node.axis == M) walkLoop(i, ofM, endsOfM, mSizes, mExtent)
      else if (node.axis == N) walkLoop(i, ofN, endsOfN, nSizes, nExtent)
      else walkLoop(i, ofK, endsOfK, cutOfK(), kExtent)
      i = node.end
    } else {
      walkLeaf(node)
      i++
    }
  }
}

/** How k is cut for the tile of C that the walk is in. */
function cutOfK(): Sizes {
  if (endsOfM.first && endsOfN.first) return firstK
  return endsOfM.last && endsOfN.last ? lastK : kSizes
}

function walkLoop(i: i32, chunk: Chunk, ends: Ends, cut: Sizes, extent: i32): void {
  const node = nodes.get(i)
  if (node.threads > 1) {
    walkThreads(i, chunk, ends, cut, extent)
  } else {
    const end = node.end
    let start = 0
    for (let count = 0; start < extent; count++) {
      const size = min(cut.get(count), extent - start)
      chunk.start = start
      chunk.size = size
      ends.first = start == 0
      start += size
      ends.last = start == extent
      walkNodes(i + 1, end)
    }
  }
  leave(chunk, ends, extent)
}

/** A loop whose chunks the threads share: as many at a time as there are threads. */
function walkThreads(i: i32, chunk: Chunk, ends: Ends, cut: Sizes, extent: i32): void {
  const node = nodes.get(i)
  let start = 0
  for (let count = 0; start < extent;) {
    ends.first = start == 0
    chunk.start = start
    chunk.size = min(cut.get(count), extent - start)
    let thread = 0
    for (; thread < node.threads && start < extent; thread++) {
      const own = changetype<Chunk>(shared + <usize>thread * chunkBytes)
      own.start = start
      own.size = min(cut.get(count++), extent - start)
      start += own.size
    }
    ends.last = start == extent
    active = thread
    threadAxis = node.axis
    walkNodes(i + 1, node.end)
  }
  active = 1
  threadAxis = -1
}

/** A statement runs once for each thread in step, unless none of its axes is theirs; a fill at first use. */
function walkLeaf(node: Node): void {
  const kind = node.kind
  if (kind == TILE) {
    nextTiles(active, threadAxis >= 0)
  } else if (node.axis >= 0) {
    const repeatedBy = node.axis == M ? endsOfM : node.axis == N ? endsOfN : endsOfK
    if (!repeatedBy.first) return
  }
  const threads = threadAxis >= 0 && (node.threads >> threadAxis) & 1 ? active : 1
  for (let thread = 0; thread < threads; thread++) {
    if (kind == FINISH || kind == STORE) writeGroup(node, thread)
    else write(node, kind, thread)
  }
}

function write(node: Node, kind: i32, thread: i32): void {
  const s = statements.push()
  s.kind = kind
  cover(s, thread)
  if (kind == UPDATE) {
    s.id = tileOf(thread)
    s.slot = node.end & OWN_A ? thread : 0
    s.other = node.end & OWN_B ? thread : 0
  } else if (kind == TILE) {
    completeTile(s, node, thread)
  } else if (kind == START) {
    completeStart(s, node, thread)
  } else {
    s.id = 0
    s.slot = node.end & (OWN_A | OWN_B | OWN_BIAS) ? thread : 0
    s.other = node.end & FILLED ? 1 : 0
  }
}

/** A statement covers what the walk stands on, of the axis that threads share its own thread's chunk. */
function cover(s: Statement, thread: i32): void {
  const covered = changetype<usize>(s) + offsetof<Statement>('n')
  store<u64>(covered, load<u64>(here))
  store<u64>(covered, load<u64>(here, 8), 8)
  store<u64>(covered, load<u64>(here, 16), 16)
  if (thread == 0) return
  const own = load<u64>(shared + <usize>thread * chunkBytes)
  if (threadAxis == N) store<u64>(covered, own)
  else store<u64>(covered, own, 8)
}
