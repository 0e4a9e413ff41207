import {
  A_IN_PARTS,
  B_IN_PARTS,
  clearDone,
  columns,
  done,
  firstFront,
  GROUP_SCATTERED,
  IN_TURNS,
  loadCount,
  mStarts,
  nStarts,
  product,
  Product,
  productCount,
  ranks,
  refuse,
  rows,
  sizeOf,
  uopLoad,
  WIDE_ALONE,
  WIDE_IN_PIECES,
  WIDE_SCATTERED,
} from './list'
import { beginGroups, finishTile, offsets } from './list-groups'
import { operandA, operandB } from './list-operands'
import { MICRO_OPS, START, Statement, statements, TAKE_BIAS, TILE, UPDATE, WAIT } from './statements'
import { kExtent, mExtent, nExtent, startsFromBias } from './workload'

/*
 * Walks a list of products and writes its statements. What stands outside all loops of the nest comes first; the others
 * when a product needs them: a copy or fill when its piece is not there, the start of a tile of C at its first product,
 * its epilogue and write-back behind its last. Tiles may take turns in k, and a product may take several neighbouring
 * tiles of n at once.
 */

/** How a bias comes: there is none, or once for all, or with each tile. */
const BIAS_ONCE = 1
const BIAS_FOR_EACH = 2
/** Where micro-ops are loaded first. */
const AFTER_BIAS = 2

/** Where the walk stands, as statements have it. */
const here = changetype<Statement>(memory.data(40))
/** Whether each tile has a start of its own, and whether its own bias. */
let startsEach: bool = false
let biasForEach: bool = false
/** The tile that was started and is not finished, where tiles start one by one. */
let open: i32 = -1

/**
 * Walks the list that was taken. @param aComing how A comes (list-operands.ts), and so B. @param bias how the bias comes.
 * @param uopAt where micro-ops are loaded first. @param spare the element of ACC that compute idles on.
 * @returns 0, or why a product cannot be one instruction where its operands lie.
 */
export function walkList(
  aComing: i32,
  bComing: i32,
  eachStarts: bool,
  bias: i32,
  uopAt: i32,
  spare: i32,
): i32 {
  startsEach = eachStarts
  biasForEach = bias == BIAS_FOR_EACH
  begin(aComing, bComing, bias == BIAS_ONCE, uopAt)
  for (let i = 0, load = 0; i < productCount(); i++) {
    for (; load < loadCount() && uopLoad(load).product == i; load++) {
      const wait = uopLoad(load).wait
      if (wait > 0) write(WAIT, wait, spare)
      write(MICRO_OPS, uopLoad(load).front)
    }
    const refused = walkProduct(i)
    if (refused) return refused
  }
  return 0
}

/** What comes before all products. */
function begin(aComing: i32, bComing: i32, biasOnce: bool, uopAt: i32): void {
  statements.count = 0
  open = -1
  const tiles = clearDone()
  placeTiles(tiles)
  beginGroups(tiles, !startsEach)
  here.n = here.m = here.k = 0
  here.nSize = nExtent
  here.mSize = mExtent
  here.kSize = kExtent
  const biasFirst = biasOnce && uopAt == AFTER_BIAS
  const isLater = uopAt != 0 && !biasFirst
  if (biasFirst) write(TAKE_BIAS, 1)
  if (firstFront() > 0 || !isLater) write(MICRO_OPS, firstFront(), isLater ? 1 : 0)
  operandA.begin(aComing)
  operandB.begin(bComing)
  if (biasOnce && !biasFirst) write(TAKE_BIAS)
  if (!startsEach) write(START)
}

/** Says where tiles lie, in the order of their numbers. */
function placeTiles(tiles: i32): void {
  offsets.reserve(tiles + 1)
  let tile = 0
  for (let m = 0; m < rows(); m++) {
    for (let n = 0; n < columns(); n++) {
      offsets.get(numberOf(tile++) + 1).value = sizeOf(mStarts, m) * sizeOf(nStarts, n)
    }
  }
  offsets.get(0).value = 0
  for (let i = 1; i <= tiles; i++) offsets.get(i).value += offsets.get(i - 1).value
}

/**
 * Tiles are numbered as they lie in the accumulators: in the order in which they are finished, so that those that are
 * finished one behind the other can share passes; but a bias that starts them all at once has them in order of n.
 */
function numberOf(tile: i32): i32 {
  return startsFromBias && !startsEach ? tile : ranks.get(tile).value
}

function walkProduct(i: i32): i32 {
  const p = product(i)
  const first = p.m * columns() + p.n
  const from = done.get(first).value
  const reason = whyNot(p, first)
  if (reason) return refuse(reason, i)
  stand(p.m, p.n, p.chunks)
  if (from == 0 && biasForEach) write(TAKE_BIAS)
  if (!operandA.bring(p.m, 1, from, p.blocks, 0, p.moreA)) return refuse(A_IN_PARTS, i)
  if (!operandB.bring(p.n, p.chunks, from, p.blocks, p.moreChunks, p.moreB)) return refuse(B_IN_PARTS, i)
  if (from == 0) beginTiles(p)
  stand(p.m, p.n, p.chunks)
  here.k = from
  here.kSize = p.blocks
  write(UPDATE, numberOf(first), operandA.slot, operandB.slot)
  const isLast = from + p.blocks == kExtent
  open = isLast ? -1 : first
  for (let tile = first; tile < first + p.chunks; tile++) {
    done.get(tile).value = from + p.blocks
    if (isLast && !finishTile(tile, numberOf(tile))) return refuse(GROUP_SCATTERED, i)
  }
  return 0
}

/** Why a product cannot come here. Where tiles share nothing but the accumulators of the open one, they cannot take turns. */
function whyNot(p: Product, first: i32): i32 {
  const own = startsEach || biasForEach
  if (own && open >= 0 && open != first) return IN_TURNS
  if (p.chunks == 1) return 0
  if (own) return WIDE_ALONE
  if (operandB.comesInPieces) return WIDE_IN_PIECES
  for (let tile = first + 1; tile < first + p.chunks; tile++) {
    if (numberOf(tile) != numberOf(tile - 1) + 1) return WIDE_SCATTERED
  }
  return 0
}

/** Starts the tiles of a first product, unless they are started, and says where they lie. */
function beginTiles(p: Product): void {
  if (startsEach) write(START)
  for (let n = p.n; n < p.n + p.chunks; n++) {
    stand(p.m, n, 1)
    const number = numberOf(p.m * columns() + n)
    write(TILE, number, 0, startsEach ? 0 : offsets.get(number).value)
  }
}

/** Stands on a chunk of m and chunks of n. */
function stand(m: i32, n: i32, count: i32): void {
  here.m = mStarts.get(m).value
  here.mSize = sizeOf(mStarts, m)
  here.n = nStarts.get(n).value
  here.nSize = nStarts.get(n + count).value - here.n
}

/** A statement over what the walk stands on. */
function write(kind: i32, id: i32 = 0, slot: i32 = 0, other: i32 = 0): void {
  const s = statements.push()
  s.kind = kind
  s.id = id
  s.slot = slot
  s.other = other
  s.n = here.n
  s.nSize = here.nSize
  s.m = here.m
  s.mSize = here.mSize
  s.k = here.k
  s.kSize = here.kSize
}
