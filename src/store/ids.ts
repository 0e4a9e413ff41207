/** Ids as the outside sees them: a tuning is `t12`, its 345th measurement `t12.345`. Rows carry the numbers. */

const tuningPattern = /^t([1-9]\d{0,14})$/

export const tuningId = (number: number): string => `t${number}`

export const measurementId = (tuning: number, number: number): string => `${tuningId(tuning)}.${number}`

/** The number in a tuning's id; null when it is no such id. */
export function tuningNumber(id: string): number | null {
  const match = tuningPattern.exec(id)
  return match === null ? null : Number(match[1])
}
