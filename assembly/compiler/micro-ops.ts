import { Number, Table, tableBytes } from './table'
import { dramUops, uopBurst, uopDepth } from './workload'

/*
 * The micro-ops of a program. A sequence of micro-ops is a first word, a stride between words and a length; equal
 * sequences are stored once. The scratchpad is filled in epochs: when a sequence does not fit any more, the
 * compiler starts an epoch with another LOAD UOP, which overwrites the scratchpad from its start. Micro-ops are
 * read and loaded by the compute module alone, in order, so no token is needed.
 */

/** All epochs' words, one after the other. */
export const words = changetype<Table<Number>>(memory.data(tableBytes))
let epochStart: i32 = 0
/** Words that the epoch has at least. */
let epochLeast: i32 = 0

/** A sequence stored in this epoch. */
class Sequence {
  first: i32
  stride: i32
  length: i32
  /** Where it is in the scratchpad. */
  index: i32
}
const sequences = changetype<Table<Sequence>>(memory.data(tableBytes))

/** Sequences are found by hash: each slot has the number of one. Few bytes, so that they stay close by. */
const slotBits = 12
const slotBytes = 2 << slotBits
const slots = memory.data(slotBytes)
/** An epoch ends with so many: the deepest scratchpads hold more micro-ops than there are slots. */
const mostSequences = 3 << (slotBits - 2)

/** The last number of earlier epochs: slots with numbers up to it are free. To clear them for each epoch would take longer. */
let numbersBefore: u32 = 0

/** Forgets all words. */
export function clearMicroOps(): void {
  words.count = epochStart = epochLeast = 0
  newEpoch(0)
}

/**
 * Starts an epoch at the end of the words; the scratchpad is empty again. With `front` words, an even number, before
 * the border of a burst and a beat at least behind it, its load is two bursts.
 */
export function newEpoch(front: i32): void {
  // An epoch starts on a beat of 8 bytes, so that loading it costs no odd beat (timing.md 7.1).
  if (words.count & 1) words.push().value = 0
  if (front > 0) addZeros(uopBurst - 1 - ((dramUops + words.count + front - 1) % uopBurst))
  epochLeast = front > 0 ? front + 2 : 1
  epochStart = words.count
  numbersBefore += sequences.count
  sequences.count = 0
  if (numbersBefore + mostSequences > u16.MAX_VALUE) forgetNumbers()
}

function addZeros(count: i32): void {
  words.reserve(words.count + count)
  memory.fill(words.at + ((<usize>words.count) << 2), 0, (<usize>count) << 2)
  words.count += count
}

function forgetNumbers(): void {
  memory.fill(slots, 0, slotBytes)
  numbersBefore = 0
}

/** Gives the epoch the words that it has at least. */
export function fillEpoch(): void {
  if (epochWords() < epochLeast) addZeros(epochLeast - epochWords())
}

/** The epoch's first word among all words. */
export function epochFirst(): i32 {
  return epochStart
}

/** Words of the epoch so far. */
export function epochWords(): i32 {
  return words.count - epochStart
}

/** Scratchpad index of a sequence, stored if it is new; -1 when this epoch has no room for it. */
export function placeSequence(first: i32, stride: i32, length: i32): i32 {
  const hash = (first * 0x9e3779b1) ^ (stride * 0x85ebca6b)
  let slot: u32 = (<u32>hash) >> (32 - slotBits)
  for (;;) {
    const number: u32 = load<u16>(slots + (slot << 1))
    if (number <= numbersBefore) break
    const known = sequences.get(number - numbersBefore - 1)
    if (known.first == first && known.stride == stride && known.length >= length) return known.index
    slot = (slot + 1) & ((1 << slotBits) - 1)
  }
  const index = epochWords()
  if (index + length > uopDepth || sequences.count == mostSequences) return -1
  append(first, stride, length)
  const sequence = sequences.push()
  sequence.first = first
  sequence.stride = stride
  sequence.length = length
  sequence.index = index
  store<u16>(slots + (slot << 1), numbersBefore + sequences.count)
  return index
}

function append(first: i32, stride: i32, length: i32): void {
  words.reserve(words.count + length)
  let at = words.at + ((<usize>words.count) << 2)
  words.count += length
  for (let word = first; length > 0; length--) {
    store<i32>(at, word)
    at += 4
    word += stride
  }
}
