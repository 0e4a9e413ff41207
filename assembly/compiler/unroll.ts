import { beginMicroOps, closeEpoch, refused, startEpoch } from './epochs'
import { heldA, heldB, heldBias, heldC, slotOf, tiles } from './held'
import { finish, instructions, uses } from './instructions'
import { finishTiles, start, update } from './products'
import { ringA, ringB, ringBias, ringC } from './regions'
import * as statement from './statements'
import { Statement, statements } from './statements'
import { fillA, fillB, fillBias, storeTiles } from './transfers'

/**
 * Writes one instruction, or a few, for each statement: scratchpad and DRAM indices, micro-ops, loop factors. Regions
 * are placed; tokens come next. @returns 0, or the length of a sequence of micro-ops that the scratchpad cannot hold.
 */
export function unroll(): i32 {
  instructions.count = uses.count = 0
  beginMicroOps()
  for (let i = 0; i < statements.count; i++) {
    write(statements.get(i))
    if (refused) return refused
  }
  closeEpoch()
  finish()
  return 0
}

function write(s: Statement): void {
  switch (s.kind) {
    case statement.TAKE_A:
      return slotOf(heldA, s).take(s.id, ringA.regions.get(s.id), s.k, s.kSize, s.m, s.mSize)
    case statement.TAKE_B:
      return slotOf(heldB, s).take(s.id, ringB.regions.get(s.id), s.k, s.kSize, s.n, s.nSize)
    case statement.TAKE_BIAS:
      return slotOf(heldBias, s).take(s.id, ringBias.regions.get(s.id), 0, 1, s.n, s.nSize)
    case statement.FILL_A:
      return fillA(s)
    case statement.FILL_B:
      return fillB(s)
    case statement.FILL_BIAS:
      return fillBias(s)
    case statement.START:
      slotOf(heldC, s).take(s.id, ringC.regions.get(s.id), s.n, s.nSize, s.m, s.mSize)
      return start(s)
    case statement.TILE:
      return place(s)
    case statement.UPDATE:
      return update(s)
    case statement.FINISH:
      return finishTiles(s)
    case statement.STORE:
      return storeTiles(s)
    default:
      return startEpoch()
  }
}

/** Says where in its region a tile of C lies. */
function place(s: Statement): void {
  const c = heldC.get(s.slot)
  tiles.reserve(s.id + 1)
  const tile = tiles.get(s.id)
  tile.region = c.region
  tile.base = c.base + s.other
  tile.n = s.n
  tile.blocks = s.nSize
  tile.m = s.m
  tile.rows = s.mSize
}
