import * as f from '../fields'
import { dmaOf } from './dma'
import { wordsOf } from './program'
import { storeBytes } from './store-engine'

/*
 * What of an instruction decides its timing: opcode, flags, sizes, loops, and of a DRAM address how rows are cut into
 * bursts. Two instructions with the same signature take the same time in the same state, as long as both stay in DRAM.
 *
 * By opcode and memory id: bits of the four words that count; and how large each word may be.
 */

const kinds: u32 = 64
const kindBytes: u32 = 32
const table = memory.data(32 * 64, 16)

/** Opcode and token flags. */
const head: u32 = 0x7f

function kindAt(code: u32, id: u32): usize {
  return table + <usize>((code | (id << 3)) * kindBytes)
}

function setKind(at: usize, w0: u32, w1: u32, w2: u32, w3: u32): void {
  store<u32>(at, w0)
  store<u32>(at, w1, 4)
  store<u32>(at, w2, 8)
  store<u32>(at, w3, 12)
  v128.store(at, i32x4.splat(-1), 16)
}

/** Says what counts with bursts of at most `burstBytes`. */
export function setSignatures(burstBytes: u32): void {
  for (let id: u32 = 0; id < 8; id++) {
    const index = cutBits(burstBytes, id > 3 ? 1 : loadBytes(id))
    setKind(kindAt(f.LOAD, id), head | (7 << 7) | (index << 26), index >> 6, -1, -1)
    const stored = cutBits(burstBytes, storeBytes())
    setKind(kindAt(f.STORE, id), head | (stored << 26), stored >> 6, -1, 0xffff)
    setKind(kindAt(f.GEMM, id), head | 0xffffff00, 0x7fffffff, 0, 0)
    setKind(kindAt(f.ALU, id), head | 0xffffff00, 0x7fffffff, 0, 0xf000)
    for (let code: u32 = f.FINISH; code < 8; code++) {
      if (code != f.ALU) setKind(kindAt(code, id), -1, -1, -1, -1)
    }
  }
}

/** Bits of a DRAM index that decide where bursts are cut. */
function cutBits(burstBytes: u32, elementBytes: u32): u32 {
  return max(burstBytes / elementBytes, 1) - 1
}

function loadBytes(id: u32): u32 {
  return dmaOf(id == 0 ? 1 : id == 1 ? 3 : id == 2 ? 2 : 4).elementBytes
}

/** No instruction is too far up in DRAM. */
export function allowAll(): void {
  for (let kind: u32 = 0; kind < kinds; kind++) v128.store(table + kind * kindBytes, i32x4.splat(-1), 16)
}

/**
 * Of transfers like those from one instruction to another, allows those that stay in a DRAM of `dramBytes` for certain.
 * Returns whether there can be any.
 */
export function allowWithin(dramBytes: u64, from: u32, end: u32): bool {
  allowAll()
  let some = true
  for (let i = from; i < end; i++) some = allowOne(dramBytes, wordsOf(i)) && some
  return some
}

function allowOne(dramBytes: u64, at: usize): bool {
  const w0 = load<u32>(at)
  const w2 = load<u32>(at, 8)
  const code = f.opcode(w0)
  if (code > f.STORE || f.xSize(w2) == 0) return true
  const isStore = code == f.STORE
  const bytes = isStore ? storeBytes() : loadBytes(f.memory(w0))
  const rows: u64 = f.ySize(w2) == 0 ? 65536 : f.ySize(w2)
  const further = isStore ? (rows - 1) * f.xStride(load<u32>(at, 12)) : 0
  const elements = dramBytes / bytes
  const extent = f.xSize(w2) + further
  // The index is 64 times the second word's, and up to 63 more.
  if (elements < extent + 63) return false
  const most = (elements - extent - 63) >> 6
  const first: u32 = isStore ? 0 : f.memory(w0)
  const last: u32 = isStore ? 7 : first
  for (let id = first; id <= last; id++) {
    const limit = kindAt(code, id) + 20
    store<u32>(limit, min(load<u32>(limit), <u32>min<u64>(most, u32.MAX_VALUE)))
  }
  return true
}

/** First instruction from `from` on that has not the signature of the one `period` later, or `end`. */
export function matchEnd(from: u32, end: u32, period: u32): u32 {
  const apart = (<usize>period) << 4
  let at = wordsOf(from)
  const last = wordsOf(end)
  // By fours, up to the four with one that differs.
  for (; at + 64 <= last; at += 64) {
    const first = v128.or(difference(at, apart), difference(at + 16, apart))
    const second = v128.or(difference(at + 32, apart), difference(at + 48, apart))
    if (v128.any_true(v128.or(first, second))) break
  }
  while (at < last && !v128.any_true(difference(at, apart))) at += 16
  return from + <u32>((at - wordsOf(from)) >> 4)
}

/** Not zero where the instruction at `at` differs from the one `apart` bytes later, or that is too far up in DRAM. */
function difference(at: usize, apart: usize): v128 {
  const w0 = load<u32>(at)
  // kindAt, in the bits where opcode and memory id are.
  const kind = table + (((w0 & 7) << 5) + ((w0 & 0x380) << 1))
  const later = v128.load(at + apart)
  const differs = v128.and(v128.xor(v128.load(at), later), v128.load(kind))
  return v128.or(differs, i32x4.gt_u(later, v128.load(kind, 16)))
}
