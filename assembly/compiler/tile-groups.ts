import { groupSizes, N, Node, OWN_BIAS, OWN_C } from './nest'
import { Statement, statements, STORE } from './statements'
import { Table, tableBytes } from './table'
import { passes } from './workload'

/* Tiles of C as a walk comes by: their numbers, where they lie, and the groups that are finished together. */

const maxThreads = 4

/** What a thread's region of C covers, by thread, and the number of the START that took it. */
class Started {
  n: i32
  nSize: i32
  m: i32
  mSize: i32
  serial: i32
}
const started = changetype<Table<Started>>(memory.data(tableBytes))
let starts: i32 = 0

/** The tile of the first thread, and whether each thread has a tile of its own. */
let tile: i32 = 0
let tiles: i32 = 0
let ownTiles: bool = false
let allTiles: i32 = 1
/** The group of tiles that is waiting: its first tile, the one behind its last, its number. */
let groupFrom: i32 = 0
let groupTo: i32 = 0
let group: i32 = 0
/** The tile before, while its group waits: the START that took its region, and the offset behind it. */
let lastSerial: i32 = 0
let lastEnd: i32 = 0
/** Whether tiles of a group do not lie one behind the other, so that one ALU pass cannot take them. */
export let scattered: bool = false

/** @param count tiles of C in all: no group goes beyond. */
export function beginTiles(count: i32): void {
  allTiles = count
  started.reserve(maxThreads)
  starts = tiles = groupFrom = group = 0
  groupTo = min(allTiles, groupSizes.get(0))
  scattered = false
}

/** The walk comes to the next tile, or to one for each of several threads. */
export function nextTiles(threads: i32, own: bool): void {
  ownTiles = own
  tile = tiles
  tiles += threads
}

/** The tile that a thread is at. */
export function tileOf(thread: i32): i32 {
  return ownTiles ? tile + thread : tile
}

/** Completes the start of a region. */
export function completeStart(s: Statement, node: Node, thread: i32): void {
  s.slot = node.end & OWN_C ? thread : 0
  s.other = node.end & OWN_BIAS ? thread : 0
  const c = started.get(s.slot)
  c.n = s.n
  c.nSize = s.nSize
  c.m = s.m
  c.mSize = s.mSize
  c.serial = starts++
}

/** Completes a tile. Tiles lie in their region in the order of the loops: chunks of the outer one behind the other. */
export function completeTile(s: Statement, node: Node, thread: i32): void {
  s.id = tileOf(thread)
  s.slot = node.end & OWN_C ? thread : 0
  const c = started.get(s.slot)
  const n = s.n - c.n
  const m = s.m - c.m
  s.other = node.axis == N ? n * c.mSize + m * s.nSize : m * c.nSize + n * s.mSize
  if (s.id > groupFrom && s.id < groupTo && (c.serial != lastSerial || s.other != lastEnd)) scattered = true
  lastSerial = c.serial
  lastEnd = s.other + s.nSize * s.mSize
}

/** The passes over a group of tiles, or its way back to memory, behind the last of them. */
export function writeGroup(node: Node, thread: i32): void {
  const last = tileOf(thread)
  // Tiles of threads stand alone.
  const from = ownTiles ? last : groupFrom
  const to = ownTiles ? last + 1 : groupTo
  if (last + 1 < to) return
  const s = statements.push()
  s.kind = node.kind
  s.id = from
  s.slot = to
  s.other = node.end & OWN_BIAS ? thread : 0
  s.m = s.mSize = s.k = 0
  s.kSize = passes.count
  if (node.kind == STORE) {
    groupFrom = to
    groupTo = min(allTiles, to + groupSizes.get(++group))
  }
}
