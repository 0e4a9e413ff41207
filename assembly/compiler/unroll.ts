import { beginMicroOps, closeEpoch, refused, startEpoch } from './epochs'
import { Held, heldA, heldB, heldBias, heldC, setFills, slotOf, tiles } from './held'
import { instructions } from './instructions'
import { newEpoch } from './micro-ops'
import { beginOrder, orderFinish, orderTake } from './order'
import { finishTiles, setUopAxis, start, update, wait } from './products'
import { Ring, ringA, ringB, ringBias, ringC } from './regions'
import * as statement from './statements'
import { Statement, statements } from './statements'
import { Table } from './table'
import { fillA, fillB, fillBias, storeTiles } from './transfers'

/**
 * Writes one instruction, or a few, for each statement: scratchpad and DRAM indices, micro-ops, loop factors. Tokens
 * come next. @param uopAxis the axis that micro-ops run over, by number, or 3: each product's shortest. The others say
 * whether A and B are brought in pieces. @returns 0, or the length of a sequence of micro-ops that the scratchpad cannot hold.
 */
export function unroll(uopAxis: i32, aInPieces: bool, bInPieces: bool): i32 {
  setUopAxis(uopAxis)
  setFills(aInPieces, bInPieces)
  instructions.count = 0
  beginOrder()
  beginMicroOps()
  const end = statements.at + <usize>statements.count * offsetof<Statement>()
  for (let at = statements.at; at < end; at += offsetof<Statement>()) {
    const s = changetype<Statement>(at)
    switch (s.kind) {
      case statement.TAKE_A:
        takeRegion(ringA, heldA, s, s.k, s.kSize, s.m, s.mSize)
        if (s.other == 0) break
      case statement.FILL_A:
        fillA(s)
        break
      case statement.TAKE_B:
        takeRegion(ringB, heldB, s, s.k, s.kSize, s.n, s.nSize)
        if (s.other == 0) break
      case statement.FILL_B:
        fillB(s)
        break
      case statement.TAKE_BIAS:
        takeRegion(ringBias, heldBias, s, 0, 1, s.n, s.nSize)
        fillBias(s)
        break
      case statement.START:
        takeRegion(ringC, heldC, s, s.n, s.nSize, s.m, s.mSize)
        start(s)
        break
      case statement.TILE:
        place(s)
        break
      case statement.UPDATE:
        update(s)
        break
      case statement.FINISH:
        finishTiles(s)
        break
      case statement.STORE:
        storeTiles(s)
        break
      case statement.WAIT:
        wait(s)
        break
      default:
        if (s.slot) newEpoch(s.id)
        else startEpoch(s.id)
    }
    if (refused) return refused
  }
  closeEpoch()
  instructions.push().finish()
  orderFinish()
  return 0
}

/** Places a region, and lets a slot hold it. */
function takeRegion(
  ring: Ring,
  slots: Table<Held>,
  s: Statement,
  outer: i32,
  outers: i32,
  inner: i32,
  inners: i32,
): void {
  const region = ring.take(outers * inners)
  orderTake(ring, region)
  slotOf(slots, s).take(region, ring.get(region).base, outer, outers, inner, inners)
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
