import { instructions } from './instructions'
import { words } from './micro-ops'

const multiplier1: u64 = 0x9e3779b97f4a7c15
const multiplier2: u64 = 0xc2b2ae3d27d4eb4f

/** One step of a chain: one to one in the state and in the word, so that a difference never gets lost in it. */
function mix(state: u64, word: u64): u64 {
  const mixed = (state ^ word) * multiplier1
  return mixed ^ (mixed >> 29)
}

/**
 * 53 bits of a program's instructions and micro-ops; two programs that differ share them with a probability of about
 * 1e-16. Words go through four chains side by side, as each step of one has to wait for the step before.
 */
export function digest(): f64 {
  let a = <u64>instructions.count
  let b = <u64>words.count
  let c = multiplier1
  let d = multiplier2
  let at = instructions.at
  const end = at + ((<usize>instructions.count) << 4)
  for (; at + 32 <= end; at += 32) {
    a = mix(a, load<u64>(at))
    b = mix(b, load<u64>(at, 8))
    c = mix(c, load<u64>(at, 16))
    d = mix(d, load<u64>(at, 24))
  }
  if (at < end) {
    a = mix(a, load<u64>(at))
    b = mix(b, load<u64>(at, 8))
  }
  at = words.at
  const wordsEnd = at + ((<usize>words.count) << 2)
  for (; at + 16 <= wordsEnd; at += 16) {
    c = mix(c, load<u64>(at))
    d = mix(d, load<u64>(at, 8))
  }
  for (; at < wordsEnd; at += 4) c = mix(c, load<u32>(at))
  const both = mix(mix(a, b), mix(c, d)) * multiplier2
  return <f64>(both >> 11)
}
