import { LOADS, STORES } from './modules'

/*
 * What is ordered by tokens and by modules being in order, whatever the timing (src/simulator/function/
 * happens-before.ts says how). Instructions of a module are numbered from 1 (ordinals). As load and store exchange tokens
 * with compute alone, all that is ordered between two neighbours follows from the last token that each took.
 */

/** Tokens from one module to a neighbour: ordinals of those that pushed them, in order. */
class Channel {
  pushers: usize
  pushed: u32
  popped: u32
  /** Ordinal of the pusher of the last token taken: it and all before it have ended before what comes now starts. */
  ended: u32
}

const channelBytes: u32 = 16
const channelTable = memory.data(64)

/** 0: load to compute; 1: back; 2: compute to store; 3: back. */
function channelAt(channel: u32): Channel {
  return changetype<Channel>(channelTable + channel * channelBytes)
}

/** @param room 16 bytes an instruction. */
export function forgetTokens(count: u32, room: usize): void {
  for (let c: u32 = 0; c < 4; c++) {
    const channel = channelAt(c)
    channel.pushers = room + c * count * 4
    channel.pushed = channel.popped = channel.ended = 0
  }
}

/** Flags of an instruction: most have none. */
const POPS: u32 = 8 | 16
const PUSHES: u32 = 32 | 64

/** Takes the tokens that an instruction pops. @returns whether they had been pushed. */
export function takeTokens(module: u32, w0: u32): bool {
  if ((w0 & POPS) == 0) return true
  const prev = module == LOADS || (w0 & 8) == 0 || pop(channelAt(2 * module - 2))
  const next = module == STORES || (w0 & 16) == 0 || pop(channelAt(2 * module + 1))
  return prev && next
}

function pop(channel: Channel): bool {
  if (channel.popped == channel.pushed) return false
  channel.ended = load<u32>(channel.pushers + channel.popped * 4)
  channel.popped++
  return true
}

/** Pushes the tokens of an instruction that has ended. */
export function pushTokens(module: u32, ordinal: u32, w0: u32): void {
  if ((w0 & PUSHES) == 0) return
  if (module != LOADS && (w0 & 32) != 0) push(channelAt(2 * module - 1), ordinal)
  if (module != STORES && (w0 & 64) != 0) push(channelAt(2 * module), ordinal)
}

function push(channel: Channel, ordinal: u32): void {
  store<u32>(channel.pushers + channel.pushed * 4, ordinal)
  channel.pushed++
}

/** How many loads have ended before compute's present instruction starts. */
export function loadsBeforeCompute(): u32 {
  return channelAt(0).ended
}

export function computesBeforeLoad(): u32 {
  return channelAt(1).ended
}

export function computesBeforeStore(): u32 {
  return channelAt(2).ended
}

export function storesBeforeCompute(): u32 {
  return channelAt(3).ended
}
