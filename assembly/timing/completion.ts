import * as f from '../fields'
import { never } from './clock'
import { end, FINISHED } from './horizon'
import { dequeue, Entry, headOf, Module, pushNext, pushPrev, wake } from './module'
import { logEnd } from './program'
import { hasRoom, push, TokenCounter } from './tokens'

/**
 * The end of the head, whose first word is `w0`, is settled. Whether its tokens find room may not be: then it waits.
 * @returns whether the head has left the queue.
 */
export function endsIn(m: Module, head: Entry, w0: u32, done: i32): bool {
  const flags = w0 & m.flags
  if (fitting(m, flags, done) == flags) {
    complete(m, head, w0, flags, done)
    return true
  }
  m.busy = true
  m.held = done
  return false
}

/** What came before the end of the head, in cycle `done`, is settled: tokens that find no room are lost. */
export function endsNow(m: Module, done: i32): void {
  goOn(m)
  const head = headOf(m)
  const w0 = load<u32>(head.words)
  complete(m, head, w0, fitting(m, w0 & m.flags, done), done)
}

/** Nothing of the module's is held up any more: it may have more to settle. */
export function goOn(m: Module): void {
  m.busy = false
  m.held = never
  wake(m.bit)
}

/** Of an instruction's token flags, those but for pushes without room in cycle `done` by what is known so far. */
function fitting(m: Module, flags: u32, done: i32): u32 {
  let fit = flags
  if ((flags & pushPrev) != 0 && !hasRoom(m.toPrev, done)) fit &= ~pushPrev
  if ((flags & pushNext) != 0 && !hasRoom(m.toNext, done)) fit &= ~pushNext
  return fit
}

/** The head completes: it leaves the queue, its tokens are seen from the next cycle on (timing.md 5). */
function complete(m: Module, head: Entry, w0: u32, flags: u32, done: i32): void {
  logEnd(head.instruction, done + 1)
  dequeue(m, head, done)
  m.idleFrom = done + 1
  if (f.opcode(w0) == f.FINISH) end(FINISHED, head.instruction, done, m.order)
  if ((flags & pushPrev) != 0) give(m.toPrev, done)
  if ((flags & pushNext) != 0) give(m.toNext, done)
}

function give(counter: TokenCounter, cycle: i32): void {
  push(counter, cycle)
  wake(counter.consumer)
}
