import * as f from '../fields'
import { microOp } from '../micro-ops'

/*
 * What runs of micro-ops have for indices. Tiles repeat, and so do their runs: what was found of a run is kept until
 * micro-ops are loaded.
 */

export class Run {
  begin: u32
  count: u32
  /** When it was looked at; kept runs of earlier loads are void. */
  time: u32
  leastDst: u32
  mostDst: u32
  leastSrc: u32
  mostSrc: u32
  leastWgt: u32
  mostWgt: u32
  firstDst: u32
  lastDst: u32
  /** Whether two that follow each other have the same destination. */
  repeatsDst: u32
  /** Whether they are equally far apart, and how far; steps back are steps modulo 2^32. */
  isLoop: u32
  stepDst: u32
  stepSrc: u32
  stepWgt: u32
}

const runBytes = 64
const slots: u32 = 256
const runs = memory.data(16384)
let now: u32 = 0

export function forgetRuns(): void {
  now++
}

/** A run of one micro-op: few are used twice, so that keeping them would cost more than looking at them. */
const one = changetype<Run>(memory.data(runBytes, 16))
one.count = one.isLoop = 1

function runOfOne(begin: u32): Run {
  const word = microOp(begin)
  one.begin = begin
  one.leastDst = one.mostDst = one.firstDst = one.lastDst = f.dstOf(word)
  one.leastSrc = one.mostSrc = f.srcOf(word)
  one.leastWgt = one.mostWgt = f.wgtOf(word)
  return one
}

/** A run of micro-ops that the scratchpad holds. */
export function runOf(begin: u32, count: u32): Run {
  if (count == 1) return runOfOne(begin)
  const run = changetype<Run>(runs + (begin % slots) * runBytes)
  if (run.time != now || run.begin != begin || run.count != count) look(run, begin, count)
  return run
}

function look(run: Run, begin: u32, count: u32): void {
  const first = microOp(begin)
  const dst = f.dstOf(first)
  const src = f.srcOf(first)
  const wgt = f.wgtOf(first)
  run.begin = begin
  run.count = count
  run.time = now
  run.leastDst = run.mostDst = run.firstDst = run.lastDst = dst
  run.leastSrc = run.mostSrc = src
  run.leastWgt = run.mostWgt = wgt
  run.repeatsDst = 0
  run.isLoop = 1
  const second = count > 1 ? microOp(begin + 1) : first
  run.stepDst = f.dstOf(second) - dst
  run.stepSrc = f.srcOf(second) - src
  run.stepWgt = f.wgtOf(second) - wgt
  let before = first
  for (let i: u32 = 1; i < count; i++) {
    const word = microOp(begin + i)
    add(run, before, word)
    before = word
  }
}

function add(run: Run, before: u32, word: u32): void {
  const dst = f.dstOf(word)
  const src = f.srcOf(word)
  const wgt = f.wgtOf(word)
  run.leastDst = min(run.leastDst, dst)
  run.mostDst = max(run.mostDst, dst)
  run.leastSrc = min(run.leastSrc, src)
  run.mostSrc = max(run.mostSrc, src)
  run.leastWgt = min(run.leastWgt, wgt)
  run.mostWgt = max(run.mostWgt, wgt)
  run.lastDst = dst
  if (dst == f.dstOf(before)) run.repeatsDst = 1
  if (
    dst - f.dstOf(before) != run.stepDst ||
    src - f.srcOf(before) != run.stepSrc ||
    wgt - f.wgtOf(before) != run.stepWgt
  ) {
    run.isLoop = 0
  }
}
