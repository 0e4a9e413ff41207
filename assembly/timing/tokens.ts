import { isLater, put, putCycle } from './state'

/** Tokens that one counter holds at most: 8 bits, and it saturates (timing.md 5). */
const tokenLimit: u32 = 255
/** Pushes and pops whose cycles are kept: those that can still matter. */
const kept: u32 = 256

/**
 * One of the four semaphores between neighbouring modules (timing.md 5), 0 at launch: the cycles of its latest pushes and
 * pops, each in order. A module pops ahead of time, so a pop may be later than pushes that are still to come.
 */
export class TokenCounter {
  /** The bit of the module that pops. */
  consumer: u32
  pushed: u32
  popped: u32
}

const headBytes: usize = 16
const counterBytes = 16 + 2 * 4 * 256

/** LOAD to COMPUTE, COMPUTE to LOAD, COMPUTE to STORE, STORE to COMPUTE. */
export const l2c = changetype<TokenCounter>(memory.data(counterBytes, 16))
export const c2l = changetype<TokenCounter>(memory.data(counterBytes, 16))
export const c2s = changetype<TokenCounter>(memory.data(counterBytes, 16))
export const s2c = changetype<TokenCounter>(memory.data(counterBytes, 16))

function pushAt(counter: TokenCounter, token: u32): usize {
  return changetype<usize>(counter) + headBytes + ((<usize>(token & (kept - 1))) << 2)
}

function popAt(counter: TokenCounter, token: u32): usize {
  return pushAt(counter, token) + (kept << 2)
}

export function resetTokens(counter: TokenCounter): void {
  counter.pushed = 0
  counter.popped = 0
}

export function isEmpty(counter: TokenCounter): bool {
  return counter.pushed == counter.popped
}

/** First cycle in which the next token can be popped. The counter must not be empty. */
export function thereFrom(counter: TokenCounter): i32 {
  return load<i32>(pushAt(counter, counter.popped)) + 1
}

export function pop(counter: TokenCounter, cycle: i32): void {
  store<i32>(popAt(counter, counter.popped), cycle)
  counter.popped++
}

/** Whether, by the pops known so far, a token pushed in cycle `cycle` stays: one popped in the same cycle makes room. */
export function hasRoom(counter: TokenCounter, cycle: i32): bool {
  if (counter.pushed < tokenLimit) return true
  const makesRoom = counter.pushed - tokenLimit
  return counter.popped > makesRoom && load<i32>(popAt(counter, makesRoom)) <= cycle
}

/** Pushes a token, for which there is room. */
export function push(counter: TokenCounter, cycle: i32): void {
  store<i32>(pushAt(counter, counter.pushed), cycle)
  counter.pushed++
}

/** Tokens that are there, and pops that are still to come as far as they can make room, which end with a 0. */
export function putTokens(counter: TokenCounter): void {
  const pushed = counter.pushed
  const popped = counter.popped
  put(pushed - popped)
  for (let token = popped; token != pushed; token++) putCycle(load<i32>(pushAt(counter, token)), -1)
  const oldest = pushed > tokenLimit ? pushed - tokenLimit : 0
  let token = popped
  while (token > oldest && isLater(load<i32>(popAt(counter, token - 1)))) {
    putCycle(load<i32>(popAt(counter, --token)), 0)
  }
  put(0)
}

export function shiftTokens(counter: TokenCounter, cycles: i32): void {
  for (let token: u32 = 0; token < kept; token++) {
    store<i32>(pushAt(counter, token), load<i32>(pushAt(counter, token)) + cycles)
    store<i32>(popAt(counter, token), load<i32>(popAt(counter, token)) + cycles)
  }
}
