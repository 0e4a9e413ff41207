import { areAlike, matchEnd, matchStart } from './match'
import { allowAll, allowWithin } from './signature'

/*
 * Stretches of a program in which its text repeats: every instruction has the signature of the one a period later. A
 * stretch is looked for around the middle; what is left on both sides, or each half where there is none, is searched in
 * the same way.
 */

/** Instructions from `from` to before `end` repeat after `period`. Three words, as src/isa/repeats.ts has them. */
export class Stretch {
  from: u32
  end: u32
  period: u32
}

/** Where nothing shorter is looked at: it is run before it is understood. */
const shortest: u32 = 1024
/** From the middle on, the text repeats for one in so many of the instructions looked at; a period is no longer. */
const share: u32 = 4
/** Places where a period is tried first, spread over all that has to repeat: one that is wrong mostly fails at once. */
const probes: u32 = 16

/** Periods are compared until so many times the text in question was read: there may be many that nearly fit. */
const effort: u32 = 4

const most: u32 = 64
const stretches = memory.data(64 * 12)
let count: u32 = 0

/** The program: where its words are, and how large its DRAM is. */
let words: usize = 0
let dram: u64 = 0

export function stretch(i: u32): Stretch {
  return changetype<Stretch>(stretches + <usize>i * offsetof<Stretch>())
}

/**
 * Finds the stretches of a program of so many instructions, by rising place, none overlapping; all of their transfers
 * but those of the first period stay in a DRAM of `dramBytes`. Returns how many there are.
 */
export function findStretches(at: usize, instructions: u32, dramBytes: u64): u32 {
  count = 0
  words = at
  dram = dramBytes
  search(0, instructions, instructions)
  return count
}

function wordsOf(instruction: u32): usize {
  return words + ((<usize>instruction) << 4)
}

function instructionAt(at: usize): u32 {
  return <u32>((at - words) >> 4)
}

/** Where the last stretch ends. */
function found(): u32 {
  return count > 0 ? stretch(count - 1).end : 0
}

/** Looks for stretches that begin before `end`; none goes beyond `limit`. */
function search(from: u32, end: u32, limit: u32): void {
  const begin = max(from, found())
  if (end < begin + shortest || count == most) return
  const middle = begin + (end - begin) / 2
  const period = periodAt(wordsOf(middle), (end - begin) / share)
  const row = (<usize>period) << 4
  if (period == 0 || !allowWithin(dram, wordsOf(middle), wordsOf(middle + period))) {
    search(begin, middle, limit)
    search(middle, end, limit)
    return
  }
  const first = instructionAt(matchStart(wordsOf(found()), wordsOf(middle), row))
  const last = instructionAt(matchEnd(wordsOf(middle), wordsOf(limit - period), row)) + period
  search(begin, first, first)
  append(first, last, period)
  search(last, end, limit)
}

function append(from: u32, end: u32, period: u32): void {
  if (count == most) return
  const s = stretch(count++)
  s.from = from
  s.end = end
  s.period = period
}

/** The shortest period, of `span` at most, with which as many instructions from `at` on repeat; 0 if there is none. */
function periodAt(at: usize, span: u32): u32 {
  allowAll()
  const end = at + ((<usize>span) << 4)
  let budget = effort * span
  for (let period: u32 = 1; period <= span; period++) {
    const row = (<usize>period) << 4
    if (!isLikely(at, span, row)) continue
    const last = matchEnd(at, end, row)
    if (last == end) return period
    const compared = instructionAt(last) - instructionAt(at)
    if (compared >= budget) break
    budget -= compared
  }
  return 0
}

function isLikely(at: usize, span: u32, row: usize): bool {
  const apart = (<usize>(span / probes)) << 4
  for (let probe: u32 = 0; probe < probes; probe++, at += apart) {
    if (!areAlike(at, at + 16, row)) return false
  }
  return true
}
