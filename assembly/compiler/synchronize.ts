import {
  ENDS,
  FILLS_A,
  FILLS_B,
  instructions,
  MULTIPLIES,
  STORES,
  Use,
  uses,
  WRITES_OUT,
} from './instructions'
import { Ring, ringA, ringB, ringC } from './regions'
import { Table } from './table'

/*
 * Pass 9: tokens. The modules run side by side, each in order; a token is all that orders two of them. A step
 * that needs what an earlier step of another module did waits for a token that this step pushes when it ends.
 * Both ends of a channel are in order and its tokens are counted, not named, so the i-th pop meets the i-th push:
 * a pop is needed only where the last step waited for moves on, and then it is exactly that step that pushes.
 * Nothing else waits: no token is spent on an order that an earlier one already gave.
 */

/** Token flags where an instruction's first word has them. */
const POP_PREV: u32 = 8
const POP_NEXT: u32 = 16
const PUSH_PREV: u32 = 32
const PUSH_NEXT: u32 = 64

/** A counter holds 255 tokens and loses more (timing.md 5); this many may wait at once. */
const maxWaiting = 200

/** A token: the step that pushes it and the step that pops it. */
class Token {
  pushedBy: i32
  poppedBy: i32
}

/** One channel between neighbours: its tokens, in order. */
class Channel {
  tokens: Table<Token> = new Table<Token>()
  /** The latest step that the popping module has waited for; -1 none. */
  latest: i32 = -1

  constructor(
    readonly push: u32,
    readonly pop: u32,
  ) {}

  clear(): void {
    this.tokens.count = 0
    this.latest = -1
  }

  /** Lets a step wait for an earlier one. It pops one token: one that comes later takes the place of one before. */
  @inline
  wait(step: i32, producer: i32): void {
    if (producer <= this.latest) return
    this.latest = producer
    const count = this.tokens.count
    if (count > 0 && this.tokens.get(count - 1).poppedBy == step) {
      this.tokens.get(count - 1).pushedBy = producer
      return
    }
    const token = this.tokens.push()
    token.pushedBy = producer
    token.poppedBy = step
  }

  flag(): void {
    for (let i = 0; i < this.tokens.count; i++) {
      const token = this.tokens.get(i)
      instructions.get(token.pushedBy).word0 |= this.push
      instructions.get(token.poppedBy).word0 |= this.pop
    }
  }
}

const loadToCompute = new Channel(PUSH_NEXT, POP_PREV)
const computeToLoad = new Channel(PUSH_PREV, POP_NEXT)
const computeToStore = new Channel(PUSH_NEXT, POP_PREV)
const storeToCompute = new Channel(PUSH_PREV, POP_NEXT)

/** What a step must wait for before it pushes, so that no counter overflows: by step, 0 nothing. */
class Credit {
  /** A channel by number, from 1. */
  channel: i32
  step: i32
}
const credits = new Table<Credit>()

/** Sets the token flags of every instruction. */
export function synchronize(): void {
  order(false)
  if (oweCredits()) order(true)
  loadToCompute.flag()
  computeToLoad.flag()
  computeToStore.flag()
  storeToCompute.flag()
}

function forget(ring: Ring): void {
  for (let r = 0; r < ring.regions.count; r++) {
    const region = ring.regions.get(r)
    region.written = -1
    region.read = -1
  }
}

let lastStore: i32 = -1

/** Walks the steps once and makes their tokens. @param withCredits whether some of them owe credits. */
function order(withCredits: bool): void {
  forget(ringA)
  forget(ringB)
  forget(ringC)
  lastStore = -1
  loadToCompute.clear()
  computeToLoad.clear()
  computeToStore.clear()
  storeToCompute.clear()
  for (let step = 0; step < uses.count; step++) {
    if (withCredits) payCredit(step)
    orderStep(step, uses.get(step))
  }
}

function orderStep(step: i32, use: Use): void {
  switch (use.how) {
    case FILLS_A:
      return orderLoad(step, ringA, use.a)
    case FILLS_B:
      return orderLoad(step, ringB, use.b)
    case MULTIPLIES: {
      const a = ringA.regions.get(use.a)
      const b = ringB.regions.get(use.b)
      loadToCompute.wait(step, max(a.written, b.written))
      a.read = step
      b.read = step
      return orderOut(step, use.c)
    }
    case WRITES_OUT:
      return orderOut(step, use.c)
    case STORES: {
      const c = ringC.regions.get(use.c)
      computeToStore.wait(step, c.written)
      c.read = step
      lastStore = step
      return
    }
    case ENDS:
      return storeToCompute.wait(step, lastStore)
  }
}

function orderLoad(step: i32, ring: Ring, number: i32): void {
  computeToLoad.wait(step, lastRead(ring, number))
  ring.regions.get(number).written = step
}

/** GEMM and ALU write OUT beside ACC, which a store may still be reading; a reset leaves OUT alone. */
function orderOut(step: i32, number: i32): void {
  storeToCompute.wait(step, lastRead(ringC, number))
  ringC.regions.get(number).written = step
}

/** The last step that read any region that this one took the place of. */
function lastRead(ring: Ring, number: i32): i32 {
  const region = ring.regions.get(number)
  let last = -1
  for (let r = region.evictedFrom; r < region.evictedTo; r++) last = max(last, ring.regions.get(r).read)
  return last
}

function payCredit(step: i32): void {
  const credit = credits.get(step)
  switch (credit.channel) {
    case 1:
      return loadToCompute.wait(step, credit.step)
    case 2:
      return computeToLoad.wait(step, credit.step)
    case 3:
      return computeToStore.wait(step, credit.step)
    case 4:
      return storeToCompute.wait(step, credit.step)
  }
}

/**
 * Where a channel carries more tokens than its counter holds, each push beyond must wait until an old token was
 * taken: the taking module tells the pushing one by the channel back. @returns whether there are such pushes.
 */
function oweCredits(): bool {
  if (
    max(loadToCompute.tokens.count, computeToLoad.tokens.count) <= maxWaiting &&
    max(computeToStore.tokens.count, storeToCompute.tokens.count) <= maxWaiting
  ) {
    return false
  }
  credits.reserve(uses.count)
  memory.fill(credits.at, 0, <usize>uses.count * offsetof<Credit>())
  let owed = oweIn(loadToCompute, 2)
  owed = oweIn(computeToLoad, 1) || owed
  owed = oweIn(computeToStore, 4) || owed
  return oweIn(storeToCompute, 3) || owed
}

function oweIn(channel: Channel, back: i32): bool {
  let owed = false
  for (let i = maxWaiting; i < channel.tokens.count; i++) {
    const step = channel.tokens.get(i - maxWaiting).poppedBy
    const push = channel.tokens.get(i).pushedBy
    if (step >= push) continue
    const credit = credits.get(push)
    credit.channel = back
    credit.step = step
    owed = true
  }
  return owed
}
