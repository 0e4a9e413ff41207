import { instructions } from './instructions'
import { words } from './micro-ops'

const multiplier1: u64 = 0x9e3779b97f4a7c15
const multiplier2: u64 = 0xc2b2ae3d27d4eb4f

function mix(state: u64, word: u64): u64 {
  const mixed = (state ^ word) * multiplier1
  return mixed ^ (mixed >> 29)
}

/**
 * 53 bits of a program's instructions and micro-ops; two programs that differ share them with a probability of about
 * 1e-16. Each word goes through one of two chains, whose steps are one to one: a difference never gets lost in them.
 */
export function digest(): f64 {
  let low: u64 = <u64>instructions.count
  let high: u64 = <u64>words.count
  let at = instructions.at
  for (const end = at + ((<usize>instructions.count) << 4); at < end; at += 16) {
    low = mix(low, load<u64>(at))
    high = mix(high, load<u64>(at, 8))
  }
  at = words.at
  for (const end = at + ((<usize>words.count) << 2); at < end; at += 4) low = mix(low, load<u32>(at))
  const both = (low ^ (high << 32) ^ (high >> 32)) * multiplier2
  return <f64>(both >> 11)
}
