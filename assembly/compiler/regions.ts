import { TAKE_A, TAKE_B, TAKE_BIAS } from './statements'
import { Table, tableBytes } from './table'

/*
 * A scratchpad's elements handed out as regions in turn. A region lies behind the last one, or at the start again
 * where it does not fit behind; whatever older regions it covers are gone, oldest first. Regions are numbered from
 * 0; those that a region covers are evictedFrom .. evictedTo-1: a copy into it waits for the last use of those.
 */

export class Region {
  base: i32
  size: i32
  evictedFrom: i32
  evictedTo: i32
  /** Steps, -1 none (order.ts): the last that brought or wrote something, the last that read or stored it. */
  written: i32
  read: i32
  /** The last step that read what this region took the place of. */
  free: i32
}

/** The regions of a buffer, and where the next one comes. */
export class Ring extends Table<Region> {
  private next: i32
  /** Regions from this one on have not been taken the place of. */
  oldest: i32
  private first: i32
  private capacity: i32
  private slot: i32

  /** Empties the ring: `capacity` elements from `first` on, `slot` between the starts of regions, 0 without gaps. */
  clear(first: i32, capacity: i32, slot: i32): void {
    this.count = 0
    this.next = 0
    this.oldest = 0
    this.first = first
    this.capacity = capacity
    this.slot = slot
  }

  /** Empties the ring, to lie where another does. */
  emptyAs(other: Ring): void {
    this.clear(other.first, other.capacity, other.slot)
  }

  /** A region of so many elements, at most the capacity; gives its number. */
  take(size: i32): i32 {
    const number = this.count
    const step = this.slot ? this.slot : size
    const behind = this.next
    const from = behind + step > this.capacity ? 0 : behind
    this.next = from + step
    const base = this.first + from
    const evictedFrom = this.oldest
    this.evict(base, base + size, from < behind ? this.first + behind : i32.MAX_VALUE)
    const region = this.push()
    region.base = base
    region.size = size
    region.evictedFrom = evictedFrom
    region.evictedTo = this.oldest
    return number
  }

  /**
   * Regions lie in the order of their age, the oldest just ahead: those covered come one behind the other. Only
   * where the ring begins anew, the last ones of the round before, from `skipped` on, lie between; they are gone too.
   */
  private evict(from: i32, to: i32, skipped: i32): void {
    let r = this.oldest
    while (r < this.count && this.get(r).base >= skipped) r++
    while (r < this.count) {
      const region = this.get(r)
      if (region.base >= to || region.base + region.size <= from) break
      this.oldest = ++r
    }
  }
}

const ringBytes = tableBytes + 20

export const ringA = changetype<Ring>(memory.data(ringBytes))
export const ringB = changetype<Ring>(memory.data(ringBytes))
export const ringBias = changetype<Ring>(memory.data(ringBytes))
export const ringC = changetype<Ring>(memory.data(ringBytes))

/** Rings by the statement that takes their regions. */
export function setRing(kind: i32, first: i32, capacity: i32, slot: i32): void {
  const ring = kind == TAKE_A ? ringA : kind == TAKE_B ? ringB : kind == TAKE_BIAS ? ringBias : ringC
  ring.clear(first, capacity, slot)
}
