import { Ring, ringA, ringB } from '../compiler/regions'
import * as statement from '../compiler/statements'
import { Statement, statements } from '../compiler/statements'
import { Table, tableBytes } from '../compiler/table'
import { mExtent, mostInp, mostWgt, NO_IMMEDIATE, passes } from '../compiler/workload'
import * as machine from './machine'

/* A schedule's statements on the machine of machine.ts: who uses which data. */

/** A slot of an operand: its region, when that was free, and when the last transfer into it was done. */
class Slot {
  free: i64
  done: i64
  region: i32
}
const slotsA = changetype<Table<Slot>>(memory.data(tableBytes))
const slotsB = changetype<Table<Slot>>(memory.data(tableBytes))

/** A region of an operand: when the last product that reads it ends. */
class Use {
  until: i64
}
const usesA = changetype<Table<Use>>(memory.data(tableBytes))
const usesB = changetype<Table<Use>>(memory.data(tableBytes))

/** A tile of C, and when its last result was done. */
class Tile {
  result: i64
  blocks: i32
  rows: i32
}
const tiles = changetype<Table<Tile>>(memory.data(tableBytes))

/** Axes that micro-ops run over, by number; the shortest of each product. */
const M = 0
const N = 1
const K = 2

/** Cycles that the program of the statements takes at least. */
export function flowCycles(uopAxis: i32): f64 {
  machine.begin()
  const end = statements.at + <usize>statements.count * offsetof<Statement>()
  for (let at = statements.at; at < end; at += offsetof<Statement>()) run(changetype<Statement>(at), uopAxis)
  return <f64>machine.finish()
}

/** What a statement's instructions take; one that only waits is left out. */
function run(s: Statement, uopAxis: i32): void {
  switch (s.kind) {
    case statement.TAKE_A:
      take(s, ringA, slotsA, usesA, s.kSize * s.mSize)
      if (s.other) fillA(s)
      return
    case statement.TAKE_B:
      take(s, ringB, slotsB, usesB, s.kSize * s.nSize)
      if (s.other) fillB(s)
      return
    case statement.FILL_A:
      return fillA(s)
    case statement.FILL_B:
      return fillB(s)
    case statement.TAKE_BIAS:
      return machine.loadBias(s.nSize)
    case statement.START:
      return machine.reset(s.nSize * s.mSize)
    case statement.TILE:
      return place(s)
    case statement.UPDATE:
      return update(s, uopAxis)
    case statement.FINISH:
      return epilogue(s)
    case statement.STORE:
      return store(s)
    case statement.MICRO_OPS:
      return machine.loadMicroOps(s.id > 0, s.slot != 0)
  }
}

/** Takes a region; what is brought into it must wait for the last use of what lay there. */
function take(s: Statement, ring: Ring, slots: Table<Slot>, uses: Table<Use>, elements: i32): void {
  const number = ring.take(elements)
  const region = ring.get(number)
  uses.reserve(number + 1)
  uses.get(number).until = 0
  let free: i64 = 0
  for (let r = region.evictedFrom; r < region.evictedTo; r++) free = max(free, uses.get(r).until)
  slots.reserve(s.slot + 1)
  const slot = slots.get(s.slot)
  slot.region = number
  slot.free = free
}

function fillA(s: Statement): void {
  const slot = slotsA.get(s.slot)
  slot.done = machine.loadOperand(machine.beatsOfInp, s.kSize * s.mSize, mostInp, slot.free)
}

function fillB(s: Statement): void {
  const slot = slotsB.get(s.slot)
  slot.done = machine.loadOperand(machine.beatsOfWgt, s.kSize * s.nSize, mostWgt, slot.free)
}

function place(s: Statement): void {
  tiles.reserve(s.id + 1)
  const tile = tiles.get(s.id)
  tile.blocks = s.nSize
  tile.rows = s.mSize
  tile.result = 0
}

function update(s: Statement, uopAxis: i32): void {
  const a = slotsA.get(s.slot)
  const b = slotsB.get(s.other)
  const iterations = <i64>s.mSize * s.nSize * s.kSize
  const end = machine.multiply(iterations, microOpsOf(s, uopAxis), max(a.done, b.done))
  tiles.get(s.id).result = end
  usesA.get(a.region).until = end
  usesB.get(b.region).until = end
}

function microOpsOf(s: Statement, axis: i32): i32 {
  if (axis == M) return s.mSize
  if (axis == N) return s.nSize
  return axis == K ? s.kSize : min(min(s.mSize, s.nSize), s.kSize)
}

function elementsOf(s: Statement): i64 {
  if (s.mSize) return s.mSize
  let elements: i64 = 0
  for (let i = s.id; i < s.slot; i++) elements += <i64>tiles.get(i).blocks * tiles.get(i).rows
  return elements
}

function epilogue(s: Statement): void {
  const elements = elementsOf(s)
  let done: i64 = 0
  for (let i = s.k; i < s.k + s.kSize; i++) {
    // With a tensor for its second operand the ALU takes two cycles an element (timing.md 4).
    done = machine.pass(passes.get(i).immediate == NO_IMMEDIATE ? 2 * elements : elements)
  }
  tiles.get(s.slot - 1).result = done
}

/** Tiles of all rows lie one behind the other, and are one transfer; some outputs of others are one at least. */
function store(s: Statement): void {
  const result = tiles.get(s.slot - 1).result
  if (s.mSize || tiles.get(s.id).rows == mExtent) {
    machine.storeRows(1, elementsOf(s), result)
    return
  }
  for (let i = s.id; i < s.slot; i++) {
    machine.storeRows(tiles.get(i).blocks, tiles.get(i).rows, result)
  }
}
