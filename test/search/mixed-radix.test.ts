import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mixedRadix } from '../../src/search/mixed-radix.js'

const anyRadices = fc
  .array(fc.integer({ min: 1, max: 1000 }), { maxLength: 9 })
  .filter((radices) => radices.reduce((product, radix) => product * radix, 1) <= 2 ** 53)

describe('mixed radix', () => {
  it('gives every number digits below its radices, and the number back', () => {
    fc.assert(
      fc.property(
        anyRadices,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (radices, at) => {
          const radix = mixedRadix(radices)
          const index = Math.floor(at * radix.size)
          const digits = radix.digits(index)
          expect([...digits].every((digit, place) => digit >= 0 && digit < radices[place])).toBe(true)
          expect(radix.indexOf(digits)).toBe(index)
        },
      ),
    )
  })

  it('counts with the last digit fastest', () => {
    const radix = mixedRadix([2, 3])
    expect(Array.from({ length: 6 }, (_, i) => [...radix.digits(i)].join(''))).toEqual([
      '00',
      '01',
      '02',
      '10',
      '11',
      '12',
    ])
  })

  it('tells 2^53 numbers apart, and refuses more', () => {
    const radix = mixedRadix([2 ** 26, 2 ** 27])
    expect(radix.indexOf(radix.digits(2 ** 53 - 1))).toBe(2 ** 53 - 1)
    expect(() => mixedRadix([2 ** 27, 2 ** 27])).toThrow('at most 2^53')
  })

  it.each([-1, 6, 0.5])('refuses the number %d of 6', (index) => {
    expect(() => mixedRadix([2, 3]).digits(index)).toThrow(`number ${index}: 0 to 5`)
  })

  it.each([0, 1.5])('refuses the radix %d', (radix) => {
    expect(() => mixedRadix([2, radix])).toThrow('each must be a positive integer')
  })
})
