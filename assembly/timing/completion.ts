import * as f from '../fields'
import { never } from './clock'
import { end, FINISHED } from './horizon'
import { dequeue, headOf, headWords, Module, pushNext, pushPrev, wake } from './module'
import { logEnd } from './program'
import { hasRoom, push, TokenCounter } from './tokens'

/** The head's end is settled. Whether its tokens find room may not be: then it waits for its turn. */
export function endsIn(m: Module, done: i32): void {
  const flags = load<u32>(headWords(m)) & m.flags
  const fits =
    ((flags & pushPrev) == 0 || hasRoom(m.toPrev, done)) &&
    ((flags & pushNext) == 0 || hasRoom(m.toNext, done))
  if (fits) complete(m, done)
  else m.held = done
}

/** The head completes: it leaves the queue, its tokens are seen from the next cycle on (timing.md 5). */
export function complete(m: Module, done: i32): void {
  const instruction = headOf(m)
  const word = load<u32>(headWords(m))
  logEnd(instruction, done + 1)
  dequeue(m, done)
  m.idleFrom = done + 1
  m.busy = false
  m.held = never
  wake(m.bit)
  if (f.opcode(word) == f.FINISH) end(FINISHED, instruction, done, m.order)
  const flags = word & m.flags
  if ((flags & pushPrev) != 0) give(m.toPrev, done)
  if ((flags & pushNext) != 0) give(m.toNext, done)
}

function give(counter: TokenCounter, cycle: i32): void {
  push(counter, cycle)
  wake(counter.consumer)
}
