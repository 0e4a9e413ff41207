import * as fetch from './fetch'
import { endingCycle, endingInstruction } from './horizon'
import { counterHazards, counterWraps, latestEvent } from './machine'
import { leapt } from './leap'
import { computes, headOf, isQueueEmpty, loads, Module, popNext, popPrev, stores } from './module'
import { isEmpty } from './tokens'

/*
 * What the host reads of a run, as 32-bit words in this order (src/simulator/timing/core.ts): cycle and instruction that
 * ended it, in-flight hazards and wraps, latest event, instruction that fetch cannot move (-1: none), instructions leapt over; of each module its
 * head (-1: none), whether that has gone, whether it misses a token from the previous and from the next module.
 */

const report = memory.data(4 * 19, 16)

/** Writes the report of the latest run. Returns where. */
export function reportRun(): usize {
  put(0, endingCycle)
  put(1, endingInstruction)
  put(2, counterHazards())
  put(3, counterWraps())
  put(4, latestEvent())
  put(5, fetch.isBlocked ? fetch.next : -1)
  put(6, leapt)
  reportModule(7, loads)
  reportModule(11, computes)
  reportModule(15, stores)
  return report
}

function put(place: usize, value: i32): void {
  store<i32>(report + (place << 2), value)
}

function reportModule(place: usize, m: Module): void {
  const empty = isQueueEmpty(m)
  const flags = empty ? 0 : load<u32>(headOf(m).words) & m.flags
  put(place, empty ? -1 : headOf(m).instruction)
  put(place + 1, m.busy ? 1 : 0)
  put(place + 2, (flags & popPrev) != 0 && isEmpty(m.fromPrev) ? 1 : 0)
  put(place + 3, (flags & popNext) != 0 && isEmpty(m.fromNext) ? 1 : 0)
}
