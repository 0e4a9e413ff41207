import { instructions } from './instructions'
import { Table, tableBytes } from './table'
import { Channel, computeToLoad, computeToStore, loadToCompute, storeToCompute, Token } from './tokens'

/* Pass 9: token pushes and pops, as the waits of `order.ts` need them. */

/** Token flags where an instruction's first word has them. */
const POP_PREV: u32 = 8
const POP_NEXT: u32 = 16
const PUSH_PREV: u32 = 32
const PUSH_NEXT: u32 = 64

/** A counter holds 255 tokens and loses more (timing.md 5); this many may wait at once. */
const maxWaiting = 200

/** Sets the token flags of every instruction. */
export function synchronize(): void {
  payCredits()
  flag(loadToCompute, PUSH_NEXT, POP_PREV)
  flag(computeToLoad, PUSH_PREV, POP_NEXT)
  flag(computeToStore, PUSH_NEXT, POP_PREV)
  flag(storeToCompute, PUSH_PREV, POP_NEXT)
}

function flag(channel: Channel, push: u32, pop: u32): void {
  for (let i = 0; i < channel.count; i++) {
    const token = channel.get(i)
    instructions.get(token.pushedBy).word0 |= push
    instructions.get(token.poppedBy).word0 |= pop
  }
}

/** What steps must wait for before they push, so that no counter overflows: tokens beside those of each channel. */
const byLoadToCompute = changetype<Table<Token>>(memory.data(tableBytes))
const byComputeToLoad = changetype<Table<Token>>(memory.data(tableBytes))
const byComputeToStore = changetype<Table<Token>>(memory.data(tableBytes))
const byStoreToCompute = changetype<Table<Token>>(memory.data(tableBytes))

/**
 * Where a channel carries more tokens than its counter holds, each push beyond must wait until an old token was
 * taken: the taking module tells the pushing one by the channel back.
 */
function payCredits(): void {
  owe(loadToCompute, byComputeToLoad)
  owe(computeToLoad, byLoadToCompute)
  owe(computeToStore, byStoreToCompute)
  owe(storeToCompute, byComputeToStore)
  waitAgain(loadToCompute, byLoadToCompute)
  waitAgain(computeToLoad, byComputeToLoad)
  waitAgain(computeToStore, byComputeToStore)
  waitAgain(storeToCompute, byStoreToCompute)
}

/** Finds the credits that a channel's pushes owe. */
function owe(channel: Channel, credits: Table<Token>): void {
  credits.count = 0
  for (let i = maxWaiting; i < channel.count; i++) {
    const taken = channel.get(i - maxWaiting).poppedBy
    const push = channel.get(i).pushedBy
    if (taken >= push) continue
    const credit = credits.push()
    credit.pushedBy = taken
    credit.poppedBy = push
  }
}

const waits = changetype<Table<Token>>(memory.data(tableBytes))

/** Makes a channel's tokens again, from what was waited for and from the credits that come by it. */
function waitAgain(channel: Channel, credits: Table<Token>): void {
  if (credits.count == 0) return
  const count = channel.count
  waits.reserve(count)
  memory.copy(waits.at, channel.at, <usize>count * offsetof<Token>())
  channel.clear()
  for (let wait = 0, credit = 0; wait < count || credit < credits.count;) {
    const paid =
      wait == count || (credit < credits.count && credits.get(credit).poppedBy <= waits.get(wait).poppedBy)
    const token = paid ? credits.get(credit++) : waits.get(wait++)
    channel.wait(token.poppedBy, token.pushedBy)
  }
}
