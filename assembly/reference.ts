// Sums of products for the plain reference: src/workload/product-sums.ts says what lies where.

/** Bytes of A and B at a time. */
const lanes: usize = 16

function low(bytes: v128): v128 {
  return i16x8.extend_low_i8x16_s(bytes)
}

function high(bytes: v128): v128 {
  return i16x8.extend_high_i8x16_s(bytes)
}

function add(sums: v128, a: v128, b: v128): v128 {
  // A product of two int8 is at most 2^14, so that two of them fit an int32 and what is summed here wraps at 32 bits.
  return i32x4.add(i32x4.add(sums, i32x4.dot_i16x8_s(low(a), low(b))), i32x4.dot_i16x8_s(high(a), high(b)))
}

function total(sums: v128): i32 {
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  )
}

/** Two rows of A times two rows of B: `sums[row][column]`. */
function tile(a: usize, b: usize, stride: usize, sums: usize, rowBytes: usize): void {
  let s00 = i32x4.splat(0)
  let s01 = i32x4.splat(0)
  let s10 = i32x4.splat(0)
  let s11 = i32x4.splat(0)
  for (let i: usize = 0; i < stride; i += lanes) {
    const a0 = v128.load(a + i)
    const a1 = v128.load(a + stride + i)
    const b0 = v128.load(b + i)
    const b1 = v128.load(b + stride + i)
    s00 = add(s00, a0, b0)
    s01 = add(s01, a0, b1)
    s10 = add(s10, a1, b0)
    s11 = add(s11, a1, b1)
  }
  store<i32>(sums, total(s00))
  store<i32>(sums + 4, total(s01))
  store<i32>(sums + rowBytes, total(s10))
  store<i32>(sums + rowBytes + 4, total(s11))
}

/**
 * The sums of products of all rows of A with all of B.
 * @param a rows of int8, an even number of them. @param b likewise. @param stride bytes of a row, a multiple of 16.
 * @param sums int32, a row for each of A.
 */
export function multiply(a: usize, b: usize, sums: usize, rows: i32, columns: i32, stride: i32): void {
  const bytes = <usize>stride
  const rowBytes = (<usize>columns) << 2
  for (let row = 0; row < rows; row += 2) {
    for (let column = 0; column < columns; column += 2) {
      tile(
        a + <usize>row * bytes,
        b + <usize>column * bytes,
        bytes,
        sums + <usize>row * rowBytes + ((<usize>column) << 2),
        rowBytes,
      )
    }
  }
}
