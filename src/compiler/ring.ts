/*
 * A scratchpad's elements handed out as regions in turn. A region lies behind the last one, or at the start again
 * where it does not fit behind; whatever older regions it covers are gone, oldest first. Regions are numbered from
 * 0; those that region r covers are evictedFrom[r] .. evictedTo[r]-1: a copy into r waits for the last use of those.
 */
export class Ring {
  count = 0
  base = new Int32Array(64)
  evictedFrom = new Int32Array(64)
  evictedTo = new Int32Array(64)
  private size = new Int32Array(64)
  private next = 0
  private oldest = 0
  private capacity = 0
  private first = 0
  private slot = 0

  /**
   * Empties the ring. @param first index of its first element. @param capacity elements of the ring.
   * @param slot elements between the starts of regions; 0 packs them without gaps.
   */
  clear(first: number, capacity: number, slot: number): void {
    this.count = this.next = this.oldest = 0
    this.first = first
    this.capacity = capacity
    this.slot = slot
  }

  /** A region of `size` elements, at most the capacity; gives its number. */
  take(size: number): number {
    if (this.count === this.base.length) this.grow()
    const region = this.count++
    const step = this.slot || size
    if (this.next + step > this.capacity) this.next = 0
    const from = this.next
    this.next = from + step
    this.base[region] = this.first + from
    this.size[region] = size
    this.evictedFrom[region] = this.oldest
    this.evict(region, this.first + from, this.first + from + size)
    this.evictedTo[region] = this.oldest
    return region
  }

  private evict(region: number, from: number, to: number): void {
    for (let r = region - 1; r >= this.oldest; r--) {
      if (this.base[r] < to && from < this.base[r] + this.size[r]) {
        this.oldest = r + 1
        return
      }
    }
  }

  private grow(): void {
    const capacity = this.base.length * 2
    for (const column of ['base', 'evictedFrom', 'evictedTo', 'size'] as const) {
      const wider = new Int32Array(capacity)
      wider.set(this[column])
      this[column] = wider
    }
  }
}
