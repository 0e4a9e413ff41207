import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeIssues, withValues } from '../../src/hardware/input.js'

const size = z.number().int().min(1).max(9)
const schema = z.object({
  tile: z.union([size, z.array(size).min(1)]).nullable(),
  threads: z.union([z.literal(1), z.literal(2)]),
})

const wrong = (value: unknown): string => {
  const { error } = schema.safeParse(value, withValues)
  return error === undefined ? 'nothing' : describeIssues(error)
}

describe('what is wrong with a value that may have several forms', () => {
  it('is said of the form that it was meant to have', () => {
    expect(wrong({ tile: [1, 10], threads: 1 })).toBe('tile.1: Too big: expected number to be <=9, not 10')
    expect(wrong({ tile: [], threads: 1 })).toBe('tile: Too small: expected array to have >=1 items')
    expect(wrong({ tile: 0, threads: 1 })).toBe('tile: Too small: expected number to be >=1, not 0')
  })

  it('is said of all forms where it has none of them', () => {
    expect(wrong({ tile: null, threads: 3 })).toBe('threads: Invalid input: expected 1, or expected 2, not 3')
    expect(wrong({ tile: 'all', threads: 1 })).toMatch(/^tile: Invalid input: expected number.* array/)
  })
})
