import * as f from '../fields'

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

/** Bytes of an element of each memory that is loaded, by its id, and of one that is stored. */
const loaded = memory.data(4 * 8)
let stored: u32 = 0

function loadedBytes(id: u32): u32 {
  return load<u32>(loaded + (id << 2))
}

/** Says what counts with bursts of at most `burstBytes`; the others are bytes of an element. */
export function setSignatures(burstBytes: u32, uop: u32, wgt: u32, inp: u32, acc: u32, out: u32): void {
  stored = out
  setLoads(0, burstBytes, uop)
  setLoads(1, burstBytes, wgt)
  setLoads(2, burstBytes, inp)
  setLoads(3, burstBytes, acc)
  for (let id: u32 = 4; id < 8; id++) setLoads(id, burstBytes, 1)
  for (let id: u32 = 0; id < 8; id++) {
    const index = cutBits(burstBytes, out)
    setKind(kindAt(f.STORE, id), head | (index << 26), index >> 6, -1, 0xffff)
    setKind(kindAt(f.GEMM, id), head | 0xffffff00, 0x7fffffff, 0, 0)
    setKind(kindAt(f.ALU, id), head | 0xffffff00, 0x7fffffff, 0, 0xf000)
    for (let code: u32 = f.FINISH; code < 8; code++) {
      if (code != f.ALU) setKind(kindAt(code, id), -1, -1, -1, -1)
    }
  }
}

function setLoads(id: u32, burstBytes: u32, elementBytes: u32): void {
  store<u32>(loaded + (id << 2), elementBytes)
  const index = cutBits(burstBytes, elementBytes)
  setKind(kindAt(f.LOAD, id), head | (7 << 7) | (index << 26), index >> 6, -1, -1)
}

/** Bits of a DRAM index that decide where bursts are cut. */
function cutBits(burstBytes: u32, elementBytes: u32): u32 {
  return max(burstBytes / elementBytes, 1) - 1
}

/** No instruction is too far up in DRAM. */
export function allowAll(): void {
  for (let kind: u32 = 0; kind < kinds; kind++) v128.store(table + kind * kindBytes, i32x4.splat(-1), 16)
}

/**
 * Of transfers like those from `at` to before `end`, allows those that stay in a DRAM of `dramBytes` for certain.
 * Returns whether there can be any.
 */
export function allowWithin(dramBytes: u64, at: usize, end: usize): bool {
  allowAll()
  let some = true
  for (; at < end; at += 16) some = allowOne(dramBytes, at) && some
  return some
}

function allowOne(dramBytes: u64, at: usize): bool {
  const w0 = load<u32>(at)
  const w2 = load<u32>(at, 8)
  const code = f.opcode(w0)
  if (code > f.STORE || f.xSize(w2) == 0) return true
  const isStore = code == f.STORE
  const bytes = isStore ? stored : loadedBytes(f.memory(w0))
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

/** Bits that count of instructions like one whose first word is `w0`. */
export function bitsOf(w0: u32): v128 {
  return v128.load(kindOf(w0))
}

/** How large each word of an instruction like one whose first word is `w0` may be. */
export function limitOf(w0: u32): v128 {
  return v128.load(kindOf(w0), 16)
}

/** kindAt, in the bits where opcode and memory id are. */
function kindOf(w0: u32): usize {
  return table + (((w0 & 7) << 5) + ((w0 & 0x380) << 1))
}
