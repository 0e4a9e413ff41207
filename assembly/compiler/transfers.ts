import { loadMicroOps } from './epochs'
import { heldA, heldB, heldBias, piecesOfA, piecesOfB, Tile, tiles } from './held'
import { ACC, INP, instructions, WGT } from './instructions'
import { orderLoad, orderStore } from './order'
import { ringA, ringB, Region } from './regions'
import { Statement } from './statements'
import * as workload from './workload'

/* Statements that move data: into a slot's region, and from tiles of C back to memory. */

export function fillA(s: Statement): void {
  const held = heldA.get(s.slot)
  const sram = held.indexOf(s.k, s.m, s.mSize, piecesOfA)
  const dram = workload.dramA + s.k * workload.mExtent + s.m
  bring(INP, ringA.get(held.region), workload.mostInp, sram, dram, s.kSize, s.mSize, workload.mExtent)
}

export function fillB(s: Statement): void {
  const held = heldB.get(s.slot)
  const sram = held.indexOf(s.k, s.n, s.nSize, piecesOfB)
  const dram = workload.dramB + s.k * workload.nExtent + s.n
  bring(WGT, ringB.get(held.region), workload.mostWgt, sram, dram, s.kSize, s.nSize, workload.nExtent)
}

export function fillBias(s: Statement): void {
  const held = heldBias.get(s.slot)
  const dram = workload.dramBias + s.n
  bring(ACC, null, workload.mostAcc, held.base, dram, 1, s.nSize, workload.nExtent)
}

/**
 * LOADs of at most so many elements each: some of the outers, or some of the inners where there is one outer. Into the
 * region of an operand, or, where none is given, of the bias: that is loaded and used by the compute module alone.
 */
function bring(
  memory: i32,
  region: Region | null,
  most: i32,
  sram: i32,
  dram: i32,
  outers: i32,
  inners: i32,
  pitch: i32,
): void {
  const elements = outers * inners
  const pieces = elements <= most ? 1 : (elements + most - 1) / most
  const parts = outers == 1 ? inners : outers
  for (let piece = 1, done = 0; piece <= pieces; piece++) {
    const next = piece == pieces ? parts : (piece * parts) / pieces
    const rows = outers == 1 ? 1 : next - done
    const width = outers == 1 ? next - done : inners
    instructions.push().load(memory, sram, dram, rows, width, pitch)
    if (region) {
      orderLoad(region)
      loadMicroOps()
    }
    sram += rows * width
    dram += outers == 1 ? width : rows * pitch
    done = next
  }
}

/** Writes tiles of C back; those of all rows lie one behind the other in DRAM too. */
export function storeTiles(s: Statement): void {
  const first = tiles.get(s.id)
  if (first.rows == workload.mExtent) {
    let blocks = 0
    for (let i = s.id; i < s.slot; i++) blocks += tiles.get(i).blocks
    storeBlocks(first, blocks)
    return
  }
  for (let i = s.id; i < s.slot; i++) {
    const tile = tiles.get(i)
    storeBlocks(tile, tile.blocks)
  }
}

function storeBlocks(tile: Tile, blocks: i32): void {
  const pitch = workload.mExtent
  const dram = workload.dramC + tile.n * pitch + tile.m
  instructions.push().store(tile.base, dram, blocks, tile.rows, pitch)
  orderStore(tile.region)
}
