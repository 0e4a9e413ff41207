import { cut, cutCount, tilesOfGroup } from './list'
import { FINISH, statements, STORE } from './statements'
import { Number, Table, tableBytes } from './table'
import { passes } from './workload'

/*
 * Tiles of C that wait for their ALU passes while a list is walked: those of a group are done together, behind the last
 * of them, and written back. A border parts the last passes of the outputs before it from those behind: what comes first
 * is stored while the passes of the rest go on.
 */

/** By number: where a tile lies behind the first one of all, in outputs; and the end. */
export const offsets = changetype<Table<Number>>(memory.data(tableBytes))

/** A border behind so many outputs of the group that parts so many of the last passes. */
class Border {
  outputs: i32
  passes: i32
}
/** Of the group that is under way, in order. */
const borders = changetype<Table<Border>>(memory.data(tableBytes))

/** Tiles of the group that is under way, as the list numbers them; the number of the first; which group it is. */
const tiles = changetype<Table<Number>>(memory.data(tableBytes))
let first: i32 = 0
let group: i32 = 0
let nextCut: i32 = 0
/** Tiles that are not finished. */
let left: i32 = 0
let inOneRegion: bool = false

/** @param count tiles in all. @param together whether they lie in one region, as they are numbered. */
export function beginGroups(count: i32, together: bool): void {
  tiles.count = 0
  group = nextCut = 0
  left = count
  inOneRegion = together
}

/** Adds a tile, and finishes its group when that is complete. Returns false when it does not lie behind the last one. */
export function finishTile(tile: i32, number: i32): bool {
  const count = tiles.count
  if (count == 0) first = number
  else if (!inOneRegion || number != first + count) return false
  tiles.push().value = tile
  left--
  if (left > 0 && count + 1 < tilesOfGroup(group)) return true
  const outputs = behind(tiles.count)
  takeBorders(outputs)
  part(0, borders.count, 0, 0, outputs)
  tiles.count = 0
  group++
  return true
}

/** Where a tile of the group lies behind its first one. */
function behind(tile: i32): i32 {
  return offsets.get(first + tile).value - offsets.get(first).value
}

/** The group's borders in order, one at a place: the one that parts most passes. */
function takeBorders(outputs: i32): void {
  borders.count = 0
  while (nextCut < cutCount() && cut(nextCut).group < group) nextCut++
  for (; nextCut < cutCount() && cut(nextCut).group == group; nextCut++) {
    insertBorder(outputs - cut(nextCut).behind, cut(nextCut).passes)
  }
}

function insertBorder(at: i32, parted: i32): void {
  let i = borders.count
  while (i > 0 && borders.get(i - 1).outputs > at) i--
  if (i > 0 && borders.get(i - 1).outputs == at) {
    const same = borders.get(i - 1)
    same.passes = max(same.passes, parted)
    return
  }
  borders.push()
  for (let later = borders.count - 1; later > i; later--) {
    borders.get(later).outputs = borders.get(later - 1).outputs
    borders.get(later).passes = borders.get(later - 1).passes
  }
  const border = borders.get(i)
  border.outputs = at
  border.passes = parted
}

/** Passes from `pass` on over outputs [from, to) of the group, and their stores. Borders [low, high) may lie inside. */
function part(low: i32, high: i32, pass: i32, from: i32, to: i32): void {
  while (low < high && borders.get(low).outputs <= from) low++
  while (low < high && borders.get(high - 1).outputs >= to) high--
  let parted = 0
  for (let i = low; i < high; i++) parted = max(parted, borders.get(i).passes)
  const whole = max(pass, passes.count - parted)
  if (whole > pass) write(FINISH, 0, tiles.count, from, to, pass, whole)
  if (low == high) {
    storeOutputs(from, to)
    return
  }
  const least = min(parted, passes.count - whole)
  let start = from
  for (let i = low; i < high; i++) {
    const border = borders.get(i)
    if (border.passes < least) continue
    part(low, high, whole, start, border.outputs)
    start = border.outputs
  }
  part(low, high, whole, start, to)
}

/** Tiles that are neighbours in memory too are stored together. */
function storeOutputs(from: i32, to: i32): void {
  for (let i = 0, end = 0; i < tiles.count; i = end) {
    end = i + 1
    while (end < tiles.count && tiles.get(end).value == tiles.get(end - 1).value + 1) end++
    const start = behind(i)
    const low = max(from, start)
    const high = min(to, behind(end))
    if (low < high) write(STORE, i, end, low - start, high - start, 0, 0)
  }
}

/** A statement over outputs [from, to) of tiles [tile, end) of the group. */
function write(kind: i32, tile: i32, end: i32, from: i32, to: i32, pass: i32, endPass: i32): void {
  const s = statements.push()
  s.kind = kind
  s.id = first + tile
  s.slot = first + end
  s.other = 0
  s.n = s.nSize = 0
  s.m = from
  s.mSize = to - from
  s.k = pass
  s.kSize = endPass - pass
}
