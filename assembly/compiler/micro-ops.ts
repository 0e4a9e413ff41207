import { Number, Table } from './table'
import { uopDepth } from './workload'

/*
 * The micro-ops of a program. A sequence of micro-ops is a first word, a stride between words and a length; equal
 * sequences are stored once. The scratchpad is filled in epochs: when a sequence does not fit any more, the
 * compiler starts an epoch with another LOAD UOP, which overwrites the scratchpad from its start. Micro-ops are
 * read and loaded by the compute module alone, in order, so no token is needed.
 */

/** All epochs' words, one after the other. */
export const words = new Table<Number>()
let epochStart: i32 = 0
let epoch: i32 = 0

/** A stored sequence, found by its first word and stride. */
class Sequence {
  first: i32
  stride: i32
  length: i32
  index: i32
  epoch: i32
}

const slots = 8192
const sequences = new Table<Sequence>()

/** Forgets all words. */
export function clearMicroOps(): void {
  sequences.reserve(slots)
  words.count = 0
  newEpoch()
}

/** Starts an epoch at the end of the words; the scratchpad is empty again. */
export function newEpoch(): void {
  // An epoch starts on a beat of 8 bytes, so that loading it costs no odd beat (timing.md 7.1).
  if (words.count & 1) words.push().value = 0
  epochStart = words.count
  epoch++
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
  let slot = <i32>((<u32>((first * 0x9e3779b1) ^ (stride * 0x85ebca6b))) >> 19)
  let sequence = sequences.get(slot)
  while (sequence.epoch == epoch) {
    if (sequence.first == first && sequence.stride == stride && sequence.length >= length)
      return sequence.index
    slot = (slot + 1) & (slots - 1)
    sequence = sequences.get(slot)
  }
  const index = epochWords()
  if (index + length > uopDepth) return -1
  words.reserve(words.count + length)
  for (let i = 0, word = first; i < length; i++, word += stride) words.push().value = word
  sequence.first = first
  sequence.stride = stride
  sequence.length = length
  sequence.index = index
  sequence.epoch = epoch
  return index
}
