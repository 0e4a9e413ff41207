/*
 * Tables of digests by open addressing, in numbers side by side: what is kept of each candidate as an object is copied
 * about by garbage collection. Digests are random already, so their bits say where to look. A slot holds a digest as one more than
 * it is; their number is a power of 2, and some are free.
 */

/** What stands in a slot that is free. */
export const free = 0

export const slotValue = (digest: number): number => digest + 1

/** Where a value is, or may be put. */
export function slotOf(slots: Float64Array, value: number): number {
  const mask = slots.length - 1
  // Of a number beyond 32 bits, `&` takes the lowest 32.
  let slot = value & mask
  while (slots[slot] !== free && slots[slot] !== value) slot = (slot + 1) & mask
  return slot
}
