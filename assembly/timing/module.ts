import { never } from './clock'
import { isLater, put, putCycle, putInstruction } from './state'
import { c2l, c2s, l2c, resetTokens, s2c, TokenCounter } from './tokens'

/** The token flags in an instruction's first word (timing.md 3.1). */
export const popPrev: u32 = 1 << 3
export const popNext: u32 = 1 << 4
export const pushPrev: u32 = 1 << 5
export const pushNext: u32 = 1 << 6

/** Instructions that one module's queue holds, the one in execution included (timing.md 2, 12.13). */
const queueEntries: u32 = 512

/** A module with its queue, a ring of entries. */
export class Module {
  fromPrev: TokenCounter
  fromNext: TokenCounter
  toPrev: TokenCounter
  toNext: TokenCounter
  /** Token flags that count here: those towards a neighbour that there is. */
  flags: u32
  bit: u32
  /** Order among modules in the same cycle. */
  order: u32
  /** Entries that came to the queue, and that left it. */
  moved: u32
  ended: u32
  /** First cycle in which nothing is in execution, by the ends settled so far. */
  idleFrom: i32
  /** The head has gone, and its end is not settled. */
  busy: bool
  /** The end of the head, if it has to wait until all that comes before is settled; `never` if not. */
  held: i32
}

/** An instruction in the queue: its number, the cycle it is visible from or has completed in, where its words are. */
export class Entry {
  instruction: u32
  cycle: i32
  words: usize
}

const headBytes: usize = 64
const entryBytes: usize = 16
const moduleBytes = 64 + 16 * 512

export const loads = changetype<Module>(memory.data(moduleBytes, 16))
export const computes = changetype<Module>(memory.data(moduleBytes, 16))
export const stores = changetype<Module>(memory.data(moduleBytes, 16))

/** Bits of the modules that may have something to settle. */
export let woken: u32 = 0

/** Links neighbours: tokens go both ways between them. */
export function linkModules(): void {
  link(loads, 1, 1, popNext | pushNext, l2c, c2l, l2c, l2c)
  link(computes, 2, 0, popPrev | popNext | pushPrev | pushNext, l2c, s2c, c2l, c2s)
  link(stores, 4, 2, popPrev | pushPrev, c2s, c2s, s2c, s2c)
  l2c.consumer = computes.bit
  c2l.consumer = loads.bit
  c2s.consumer = stores.bit
  s2c.consumer = computes.bit
}

/** Counters of flags that do not count are never looked at. */
function link(
  m: Module,
  bit: u32,
  order: u32,
  flags: u32,
  fromPrev: TokenCounter,
  fromNext: TokenCounter,
  toPrev: TokenCounter,
  toNext: TokenCounter,
): void {
  m.bit = bit
  m.order = order
  m.flags = flags
  m.fromPrev = fromPrev
  m.fromNext = fromNext
  m.toPrev = toPrev
  m.toNext = toNext
}

export function resetModules(): void {
  resetModule(loads)
  resetModule(computes)
  resetModule(stores)
  resetTokens(l2c)
  resetTokens(c2l)
  resetTokens(c2s)
  resetTokens(s2c)
  woken = 0
}

function resetModule(m: Module): void {
  m.moved = 0
  m.ended = 0
  m.idleFrom = 0
  m.busy = false
  m.held = never
}

export function wake(bit: u32): void {
  woken |= bit
}

export function fallAsleep(m: Module): void {
  woken &= ~m.bit
}

/** The entry at a place of the queue, counted from the first that ever came. */
export function entryAt(m: Module, place: u32): Entry {
  const at = changetype<usize>(m) + headBytes + <usize>(place & (queueEntries - 1)) * entryBytes
  return changetype<Entry>(at)
}

export function isQueueEmpty(m: Module): bool {
  return m.moved == m.ended
}

/** The head of the queue, which must not be empty. */
export function headOf(m: Module): Entry {
  return entryAt(m, m.ended)
}

/** The head leaves the queue in cycle `done`. */
export function dequeue(m: Module, head: Entry, done: i32): void {
  head.cycle = done
  m.ended++
}

/** First cycle in which the queue has a place for one more instruction; `never` while that is not settled. */
export function placeFrom(m: Module): i32 {
  if (m.moved < queueEntries) return 0
  return m.ended > m.moved - queueEntries ? entryAt(m, m.moved).cycle + 1 : never
}

/** An instruction comes to the queue, visible from cycle `visible` on. The module is to be woken. */
export function enqueue(m: Module, instruction: u32, words: usize, visible: i32): void {
  const entry = entryAt(m, m.moved)
  entry.instruction = instruction
  entry.cycle = visible
  entry.words = words
  m.moved++
}

/** The oldest instruction that has not ended, or `none` if there is none in the queue. */
export function oldest(m: Module, none: u32): u32 {
  return isQueueEmpty(m) ? none : headOf(m).instruction
}

/** The queue, and the places in it that become free later, which end with a 0; of a module whose end is not held. */
export function putModule(m: Module): void {
  put(m.busy ? 1 : 0)
  if (!m.busy) putCycle(m.idleFrom, 0)
  put(m.moved - m.ended)
  for (let place = m.ended; place != m.moved; place++) {
    putInstruction(entryAt(m, place).instruction)
    putCycle(entryAt(m, place).cycle, 0)
  }
  const last = m.moved > queueEntries ? m.moved - queueEntries : 0
  let place = m.ended
  while (place > last && isLater(entryAt(m, place - 1).cycle)) {
    putCycle(entryAt(m, --place).cycle, 0)
  }
  put(0)
}

export function shiftModule(m: Module, cycles: i32, instructions: u32): void {
  m.idleFrom += cycles
  for (let place: u32 = 0; place < queueEntries; place++) {
    const entry = entryAt(m, place)
    entry.instruction += instructions
    entry.cycle += cycles
  }
}
