import * as f from '../fields'
import { microOp } from '../scratchpads'

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
}

const runBytes: u32 = 48
const slots: u32 = 256
const runs = memory.data(12288)
let now: u32 = 0

export function forgetRuns(): void {
  now++
}

export function runOf(begin: u32, count: u32): Run {
  const run = changetype<Run>(runs + (begin % slots) * runBytes)
  if (run.time != now || run.begin != begin || run.count != count) look(run, begin, count)
  return run
}

function look(run: Run, begin: u32, count: u32): void {
  let word = microOp(begin)
  let dst = f.dstOf(word)
  let leastDst = dst
  let mostDst = dst
  let leastSrc = f.srcOf(word)
  let mostSrc = leastSrc
  let leastWgt = f.wgtOf(word)
  let mostWgt = leastWgt
  let repeatsDst: u32 = 0
  run.firstDst = dst
  for (let i: u32 = 1; i < count; i++) {
    word = microOp(begin + i)
    const next = f.dstOf(word)
    if (next == dst) repeatsDst = 1
    dst = next
    leastDst = min(leastDst, dst)
    mostDst = max(mostDst, dst)
    leastSrc = min(leastSrc, f.srcOf(word))
    mostSrc = max(mostSrc, f.srcOf(word))
    leastWgt = min(leastWgt, f.wgtOf(word))
    mostWgt = max(mostWgt, f.wgtOf(word))
  }
  run.begin = begin
  run.count = count
  run.time = now
  run.leastDst = leastDst
  run.mostDst = mostDst
  run.leastSrc = leastSrc
  run.mostSrc = mostSrc
  run.leastWgt = leastWgt
  run.mostWgt = mostWgt
  run.lastDst = dst
  run.repeatsDst = repeatsDst
}
