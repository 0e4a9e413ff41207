import { FILL_BIAS, START, statements, TAKE_A, TAKE_B, TAKE_BIAS } from './statements'
import { Table } from './table'

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
  /** The last step that brought or wrote something, and the last that read or stored it; -1 none (synchronize.ts). */
  written: i32
  read: i32
}

export class Ring {
  regions: Table<Region> = new Table<Region>()
  private next: i32 = 0
  private oldest: i32 = 0
  private first: i32 = 0
  private capacity: i32 = 0
  private slot: i32 = 0

  /** Empties the ring: `capacity` elements from `first` on, `slot` between the starts of regions, 0 without gaps. */
  clear(first: i32, capacity: i32, slot: i32): void {
    this.regions.count = 0
    this.next = 0
    this.oldest = 0
    this.first = first
    this.capacity = capacity
    this.slot = slot
  }

  /** A region of so many elements, at most the capacity; gives its number. */
  take(size: i32): i32 {
    const number = this.regions.count
    const step = this.slot ? this.slot : size
    const behind = this.next
    const from = behind + step > this.capacity ? 0 : behind
    this.next = from + step
    const evictedFrom = this.oldest
    this.evict(from, from + size, from < behind ? behind : i32.MAX_VALUE)
    const region = this.regions.push()
    region.base = this.first + from
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
    const count = this.regions.count
    let r = this.oldest
    while (r < count && this.regions.get(r).base - this.first >= skipped) r++
    while (r < count) {
      const region = this.regions.get(r)
      const base = region.base - this.first
      if (base >= to || base + region.size <= from) break
      this.oldest = ++r
    }
  }
}

export const ringA = new Ring()
export const ringB = new Ring()
export const ringBias = new Ring()
export const ringC = new Ring()

/** Rings by the order of TAKE_A, TAKE_B, TAKE_BIAS and START. */
export function setRing(kind: i32, first: i32, capacity: i32, slot: i32): void {
  const ring = kind == TAKE_A ? ringA : kind == TAKE_B ? ringB : kind == TAKE_BIAS ? ringBias : ringC
  ring.clear(first, capacity, slot)
}

/** Takes a region for every statement that asks for one, and writes its number into the statement's `id`. */
export function placeRegions(): void {
  for (let i = 0; i < statements.count; i++) {
    const s = statements.get(i)
    if (s.kind > START || (s.kind > TAKE_BIAS && s.kind <= FILL_BIAS)) continue
    if (s.kind == TAKE_A) s.id = ringA.take(s.kSize * s.mSize)
    else if (s.kind == TAKE_B) s.id = ringB.take(s.kSize * s.nSize)
    else if (s.kind == TAKE_BIAS) s.id = ringBias.take(s.nSize)
    else s.id = ringC.take(s.nSize * s.mSize)
  }
}
