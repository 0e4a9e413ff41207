import { InvalidArgumentError } from 'commander'
import { mostSeconds } from '../search/longest-budget.js'

/* Numbers as flags have them; each throws InvalidArgumentError, which commander turns into a usage error. */

/** A whole number, possibly negative. */
export function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number.`)
  return Number(text)
}

const between = (low: number, high: number) => (text: string) => {
  const value = wholeNumber(text)
  if (value < low) throw new InvalidArgumentError(`"${text}" is below ${low}.`)
  if (value > high) throw new InvalidArgumentError(`"${text}" is above ${high}.`)
  return value
}

export const count = between(0, Number.MAX_SAFE_INTEGER)
export const positiveInteger = between(1, Number.MAX_SAFE_INTEGER)
export const port = between(0, 65_535)
/** The random generator's state starts from 32 bits. */
export const seed = between(0, 2 ** 32 - 1)

/** A budget of seconds, such as 0.5. */
export function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= mostSeconds)) {
    throw new InvalidArgumentError(`"${text}" is not a number above 0, and ${mostSeconds} at most.`)
  }
  return value
}

/** A percentage that may be 0. */
export function percent(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError(`"${text}" is not a number from 0 up.`)
  }
  return value
}
