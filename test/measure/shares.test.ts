import { expect, it } from 'vitest'
import { Shares } from '../../src/measure/shares.js'

it('begins with few candidates a message', () => {
  expect(new Shares(2).of(512)).toBe(8)
})

it('sends as many as take a fiftieth of a second, and never none', () => {
  const quick = new Shares(2)
  quick.took(0.01, 50)
  expect(quick.of(10_000)).toBe(100)
  const slow = new Shares(2)
  slow.took(7, 1)
  expect(slow.of(512)).toBe(1)
})

it('leaves some of a batch for every worker', () => {
  const shares = new Shares(4)
  shares.took(0.000_01, 1)
  expect(shares.of(80)).toBe(20)
  expect(shares.of(3)).toBe(1)
  expect(shares.of(100_000)).toBe(512)
})
