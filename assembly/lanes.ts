import * as f from './fields'

/*
 * What an ALU instruction does to lanes of elements (timing.md 13): ACC = op(a, b), OUT = its low bytes. In the
 * immediate form a is the source and b the immediate, in the tensor form a is the destination and b the source.
 */

let op: u32 = 0
let useImmediate = false
/** Where this is negative SHR shifts left by its negated operand, in the tensor form too. */
let immediate: i32 = 0

/** Chooses the operation: that of an instruction's last word. */
export function choose(w3: u32): void {
  op = f.aluOp(w3)
  useImmediate = f.usesImmediate(w3)
  immediate = f.immediate(w3)
}

/**
 * Operates on `lanes` lanes in a row, a multiple of 8: ACC at `to`, the source at `from`, OUT at `bytes`. They are taken
 * 16 at a time: 8 lanes are read before the 8 before them are written.
 */
export function operate(to: usize, from: usize, bytes: usize, lanes: usize): void {
  if (useImmediate) {
    if (op == f.MIN) withImmediate<Min>(to, from, bytes, lanes)
    else if (op == f.MAX) withImmediate<Max>(to, from, bytes, lanes)
    else if (op == f.ADD) withImmediate<Add>(to, from, bytes, lanes)
    else if (immediate < 0) withImmediate<ShiftLeft>(to, from, bytes, lanes)
    else withImmediate<ShiftRight>(to, from, bytes, lanes)
  } else {
    if (op == f.MIN) withDestination<Min>(to, from, bytes, lanes)
    else if (op == f.MAX) withDestination<Max>(to, from, bytes, lanes)
    else if (op == f.ADD) withDestination<Add>(to, from, bytes, lanes)
    else withDestination<ShiftByLane>(to, from, bytes, lanes)
  }
}

/** What becomes of four lanes. The loops below are made anew for each of these, its instructions inlined. */
abstract class Operation {
  abstract of(a: v128, b: v128): v128
}

class Min extends Operation {
  of(a: v128, b: v128): v128 {
    return i32x4.min_s(a, b)
  }
}

class Max extends Operation {
  of(a: v128, b: v128): v128 {
    return i32x4.max_s(a, b)
  }
}

class Add extends Operation {
  of(a: v128, b: v128): v128 {
    return i32x4.add(a, b)
  }
}

/** All lanes of b are the immediate. Shifts take the low 5 bits of their right side, as the hardware does. */
class ShiftRight extends Operation {
  of(a: v128, b: v128): v128 {
    return i32x4.shr_s(a, i32x4.extract_lane(b, 0))
  }
}

class ShiftLeft extends Operation {
  of(a: v128, b: v128): v128 {
    return i32x4.shl(a, -i32x4.extract_lane(b, 0))
  }
}

class ShiftByLane extends Operation {
  of(a: v128, b: v128): v128 {
    let r = a
    r = i32x4.replace_lane(r, 0, shift(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)))
    r = i32x4.replace_lane(r, 1, shift(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)))
    r = i32x4.replace_lane(r, 2, shift(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)))
    return i32x4.replace_lane(r, 3, shift(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)))
  }
}

function shift(a: i32, b: i32): i32 {
  return immediate < 0 ? a << -b : a >> b
}

/** The immediate form: of sources and the immediate. */
function withImmediate<T extends Operation>(to: usize, from: usize, bytes: usize, lanes: usize): void {
  const operation = changetype<T>(0)
  const all = i32x4.splat(immediate)
  const end = bytes + lanes - 8
  for (; bytes < end; bytes += 16) {
    const low = operation.of(v128.load(from), all)
    const high = operation.of(v128.load(from, 16), all)
    writeSixteen(
      to,
      bytes,
      low,
      high,
      operation.of(v128.load(from, 32), all),
      operation.of(v128.load(from, 48), all),
    )
    to += 64
    from += 64
  }
  if (bytes == end)
    writeEight(to, bytes, operation.of(v128.load(from), all), operation.of(v128.load(from, 16), all))
}

/** The tensor form: of destinations and sources. */
function withDestination<T extends Operation>(to: usize, from: usize, bytes: usize, lanes: usize): void {
  const operation = changetype<T>(0)
  const end = bytes + lanes - 8
  for (; bytes < end; bytes += 16) {
    const low = operation.of(v128.load(to), v128.load(from))
    const high = operation.of(v128.load(to, 16), v128.load(from, 16))
    writeSixteen(
      to,
      bytes,
      low,
      high,
      operation.of(v128.load(to, 32), v128.load(from, 32)),
      operation.of(v128.load(to, 48), v128.load(from, 48)),
    )
    to += 64
    from += 64
  }
  if (bytes == end)
    writeEight(
      to,
      bytes,
      operation.of(v128.load(to), v128.load(from)),
      operation.of(v128.load(to, 16), v128.load(from, 16)),
    )
}

function writeSixteen(to: usize, bytes: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  v128.store(to, r0)
  v128.store(to, r1, 16)
  v128.store(to, r2, 32)
  v128.store(to, r3, 48)
  v128.store(bytes, i8x16.narrow_i16x8_u(lowBytes(r0, r1), lowBytes(r2, r3)))
}

function writeEight(to: usize, bytes: usize, r0: v128, r1: v128): void {
  v128.store(to, r0)
  v128.store(to, r1, 16)
  const words = lowBytes(r0, r1)
  v128.store64_lane(bytes, i8x16.narrow_i16x8_u(words, words), 0)
}

/** The low bytes of eight lanes, as 16-bit lanes. */
export function lowBytes(a: v128, b: v128): v128 {
  const mask = i32x4.splat(0xff)
  return i16x8.narrow_i32x4_u(v128.and(a, mask), v128.and(b, mask))
}
