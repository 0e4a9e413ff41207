/**
 * Ids as the outside sees them: a tuning is `t12`, its 345th measurement `t12.345`, a batch `b6`. Rows carry the
 * numbers.
 */

const tuningPattern = /^t([1-9]\d{0,14})$/
const batchPattern = /^b([1-9]\d{0,14})$/
const measurementPattern = /^t([1-9]\d{0,14})\.([1-9]\d{0,14})$/

export const tuningId = (number: number): string => `t${number}`

export const measurementId = (tuning: number, number: number): string => `${tuningId(tuning)}.${number}`

export const batchId = (number: number): string => `b${number}`

const numberIn = (pattern: RegExp, id: string): number | null => {
  const match = pattern.exec(id)
  return match === null ? null : Number(match[1])
}

/** The number in a tuning's id; null when it is no such id. */
export const tuningNumber = (id: string): number | null => numberIn(tuningPattern, id)

/** The number in a batch's id; null when it is no such id. */
export const batchNumber = (id: string): number | null => numberIn(batchPattern, id)

/** The numbers in a measurement's id; null when it is no such id. */
export function measurementNumbers(id: string): { readonly tuning: number; readonly number: number } | null {
  const match = measurementPattern.exec(id)
  return match === null ? null : { tuning: Number(match[1]), number: Number(match[2]) }
}
