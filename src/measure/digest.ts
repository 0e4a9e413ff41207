import type { Program } from '../isa/program.js'

const multiplier1 = 0x9e3779b1
const multiplier2 = 0x85ebca77

/**
 * A digest of a program without operands: 53 bits of its instructions and micro-ops. Two that differ share one with a
 * probability of about 1e-16.
 */
export function digest({ instructions, segments }: Pick<Program, 'instructions' | 'segments'>): number {
  let high = 0x2545f491
  let low = 0x6c078965
  const mix = (word: number): void => {
    high = Math.imul(high ^ word, multiplier1)
    high ^= high >>> 15
    low = Math.imul(low ^ word, multiplier2)
    low ^= low >>> 13
  }
  for (let i = 0; i < instructions.length; i++) mix(instructions[i])
  for (const { address, bytes } of segments) {
    mix(address)
    for (let i = 0; i < bytes.length; i++) mix(bytes[i])
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}
