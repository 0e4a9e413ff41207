import { loadMicroOps } from './epochs'
import { heldA, heldB, heldBias, piecesOfA, piecesOfB, tiles } from './held'
import { ACC, INP, instructions, WGT } from './instructions'
import { orderFirst, orderLoad, orderStore } from './order'
import * as parts from './output-parts'
import { outputsOf } from './output-parts'
import { ringA, ringB, Region } from './regions'
import { Statement } from './statements'
import * as workload from './workload'

/* Statements that move data: into a slot's region, and from tiles of C back to memory. */

/** The widest pitch that an instruction's field holds; rows further apart are moved one by one. */
const widestPitch: i32 = 0xffff

/** Whether rows cannot be one instruction's. */
function isApart(rows: i32, width: i32, pitch: i32): bool {
  return pitch > widestPitch && rows > 1 && width != pitch
}

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
  if (s.id) orderFirst()
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
  const isByRows = isApart(outers, inners, pitch)
  const pieces = isByRows ? outers : elements <= most ? 1 : (elements + most - 1) / most
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

/** Writes outputs of tiles back; those of tiles of all rows lie one behind the other in DRAM too. */
export function storeTiles(s: Statement): void {
  const first = tiles.get(s.id)
  const pitch = workload.mExtent
  const outputs = s.mSize ? s.mSize : outputsOf(s)
  if (first.rows == pitch) {
    const dram = workload.dramC + first.n * pitch + s.m
    instructions.push().store(first.base + s.m, dram, 1, outputs, outputs)
    orderStore(first.region)
    return
  }
  parts.begin(s, outputs)
  while (parts.next()) {
    const dram = workload.dramC + parts.n * pitch + parts.m
    storeRows(parts.tile.base + parts.offset, dram, parts.blocks, parts.rows, pitch)
  }
}

/** Rows of a tile, one for each block of n. */
function storeRows(sram: i32, dram: i32, rows: i32, width: i32, pitch: i32): void {
  const stores = isApart(rows, width, pitch) ? rows : 1
  for (let done = 0; done < stores; done++) {
    instructions.push().store(sram + done * width, dram + done * pitch, rows / stores, width, pitch)
    orderStore(parts.tile.region)
  }
}
