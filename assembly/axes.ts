import * as f from './fields'
import { microOp, uopDepth } from './micro-ops'

/*
 * A GEMM as three loops: its two, and its micro-ops where they are equally far apart. Its sums may be taken in any
 * order, and so may its loops: one that adds to the same ACC element is `sums`, one that uses the same weights `rows`.
 */

/** A loop: how often, and how far each index moves. */
export class Axis {
  count: u32
  dst: u32
  src: u32
  wgt: u32
}

const axisBytes = 16

export const outer = changetype<Axis>(memory.data(axisBytes))
export const inner = changetype<Axis>(memory.data(axisBytes))
export const uops = changetype<Axis>(memory.data(axisBytes))
export const sums = changetype<Axis>(memory.data(axisBytes))
export const rows = changetype<Axis>(memory.data(axisBytes))
export const rest = changetype<Axis>(memory.data(axisBytes))

function setAxis(axis: Axis, count: u32, dst: u32, src: u32, wgt: u32): void {
  axis.count = count
  axis.dst = dst
  axis.src = src
  axis.wgt = wgt
}

/** Reads the instruction's two loops. */
export function readLoops(w1: u32, w2: u32, w3: u32): void {
  setAxis(outer, f.loopOutRounds(w1), f.dstOut(w2), f.srcOut(w2, w3), f.wgtOut(w3))
  setAxis(inner, f.loopInRounds(w1), f.dstIn(w2), f.srcIn(w3), f.wgtIn(w3))
}

/**
 * Makes the loop over the instruction's micro-ops, and chooses sums and rows.
 * @returns whether the micro-ops are one loop, from the first of them on; if not, each of them has to be taken alone.
 */
export function shareOut(begin: u32, count: u32): bool {
  const isLoop = areEqualSteps(begin, count)
  if (!isLoop) uops.count = 1
  chooseAxes()
  return isLoop
}

/** Chooses sums and rows among the three loops. */
export function chooseAxes(): void {
  setAxis(sums, 1, 0, 0, 0)
  if (uops.count > 1 && uops.dst == 0) move(uops, sums)
  else if (inner.count > 1 && inner.dst == 0) move(inner, sums)
  else if (outer.count > 1 && outer.dst == 0) move(outer, sums)
  setAxis(rows, 1, 0, 0, 0)
  if (uops.count > 1 && uops.wgt == 0) move(uops, rows)
  else if (inner.count > 1 && inner.wgt == 0) move(inner, rows)
  else if (outer.count > 1 && outer.wgt == 0) move(outer, rows)
}

/** Chooses `rest` among what is left: mostly all of it. */
export function chooseRest(): void {
  setAxis(rest, 1, 0, 0, 0)
  if (uops.count > 1) move(uops, rest)
  else if (inner.count > 1) move(inner, rest)
  else if (outer.count > 1) move(outer, rest)
}

/** Hands a loop over: where it was, it is left out. */
function move(from: Axis, to: Axis): void {
  setAxis(to, from.count, from.dst, from.src, from.wgt)
  from.count = 1
}

/** Whether micro-ops are equally far apart; then `uops` says how far. Steps back wrap, as indices do. */
function areEqualSteps(begin: u32, count: u32): bool {
  const first = microOp(begin)
  const second = count > 1 ? microOp(begin + 1) : first
  setAxis(
    uops,
    count,
    f.dstOf(second) - f.dstOf(first),
    f.srcOf(second) - f.srcOf(first),
    f.wgtOf(second) - f.wgtOf(first),
  )
  if (count > uopDepth) return false
  let previous = second
  for (let u: u32 = 2; u < count; u++) {
    const word = microOp(begin + u)
    if (
      f.dstOf(word) - f.dstOf(previous) != uops.dst ||
      f.srcOf(word) - f.srcOf(previous) != uops.src ||
      f.wgtOf(word) - f.wgtOf(previous) != uops.wgt
    ) {
      return false
    }
    previous = word
  }
  return true
}
