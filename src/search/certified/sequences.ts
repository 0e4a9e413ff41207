/*
 * Sequences of chunk sizes worth trying. Large chunks cost few instructions; small ones at the end leave little to
 * do when the last data has come, small ones at the start compute sooner. So sequences fall (or, at the start, grow),
 * and are few: every way to fall in a few steps where an extent is small, steps from a ladder where it is large.
 */

/** At most this many sequences an axis. */
const mostSequences = 1500

/** Falling sequences of at most `parts` sizes that sum to the extent, sizes behind the first at most `largest`. */
function* falling(extent: number, parts: number, largest: number): Generator<readonly number[]> {
  if (extent <= largest) yield [extent]
  if (parts === 1) return
  for (let size = Math.min(largest, extent - 1); size * parts >= extent; size--) {
    for (const rest of falling(extent - size, parts - 1, size)) yield [size, ...rest]
  }
}

function countUpTo(limit: number, sequences: Iterable<unknown>): number {
  let count = 0
  for (const _ of sequences) if (++count > limit) break
  return count
}

const ladder = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 96, 128, 192, 256, 384, 512, 768, 1024] // prettier-ignore

/** An extent in `heads` nearly equal chunks, larger ones first. */
const equalParts = (extent: number, heads: number): readonly number[] =>
  Array.from({ length: heads }, (_, i) => Math.ceil((extent - i) / heads))

/** Equal chunks with a falling tail of up to two ladder steps. */
function* headsAndTails(extent: number): Generator<readonly number[]> {
  const tails: (readonly number[])[] = [[]]
  for (const a of ladder) {
    tails.push([a])
    for (const b of ladder) if (b <= a) tails.push([a, b])
  }
  for (const tail of tails) {
    const rest = extent - tail.reduce((sum, size) => sum + size, 0)
    for (const heads of [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64]) {
      if (rest >= heads && Math.floor(rest / heads) >= (tail[0] ?? 1))
        yield [...equalParts(rest, heads), ...tail]
    }
  }
}

/** Chunk sequences for m and n. */
export function tileSequences(extent: number): readonly (readonly number[])[] {
  let parts = 1
  while (
    parts < Math.min(extent, 8) &&
    countUpTo(mostSequences, falling(extent, parts + 1, extent)) <= mostSequences
  ) {
    parts++
  }
  return distinct([...falling(extent, parts, extent), ...take(mostSequences, headsAndTails(extent))])
}

/** Chunk sequences of k for a tile of C in the middle of a program: equal parts, or a large one and the rest. */
export function middleSequences(extent: number): readonly (readonly number[])[] {
  const equal = [1, 2, 3, 4, 6, 8, 12, 16]
    .filter((heads) => heads <= extent)
    .map((heads) => equalParts(extent, heads))
  const split = [5 / 8, 3 / 4, 7 / 8].map((part) => Math.round(extent * part))
  return distinct([...equal, ...split.filter((size) => size < extent).map((size) => [size, extent - size])])
}

/** Chunk sequences of k for the last tile: whole, or falling in two or three steps. */
export function lastSequences(extent: number): readonly (readonly number[])[] {
  const sequences: number[][] = [[extent]]
  for (const a of ladder) {
    if (extent - a >= a) sequences.push([extent - a, a])
    for (const b of ladder) if (b <= a && extent - a - b >= a) sequences.push([extent - a - b, a, b])
  }
  return distinct(sequences)
}

/** Chunk sequences of k for the first tile: growing by a ratio from a first size, or the middle's. */
export function firstSequences(extent: number): readonly (readonly number[])[] {
  const sequences: (readonly number[])[] = [[extent]]
  for (const first of [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]) {
    for (const ratio of [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 8]) {
      if (first < extent) sequences.push(...growing(extent, first, ratio))
    }
  }
  return distinct(sequences)
}

/** The growing sequence, its last step cut short, and the same with that step joined to the one before. */
function growing(extent: number, first: number, ratio: number): readonly (readonly number[])[] {
  const sizes: number[] = []
  for (let left = extent, wanted = first; left > 0; wanted *= ratio) {
    const size = Math.min(left, Math.round(wanted))
    sizes.push(size)
    left -= size
  }
  if (sizes.length > 24) return []
  if (sizes.length < 2) return [sizes]
  const joined = [...sizes.slice(0, -2), sizes[sizes.length - 2] + sizes[sizes.length - 1]]
  return [sizes, joined]
}

/** A sequence whose last size repeats, in its shortest form. */
export function withoutRepeats(sizes: readonly number[]): readonly number[] {
  let length = sizes.length
  while (length > 1 && sizes[length - 1] === sizes[length - 2]) length--
  return sizes.slice(0, length)
}

/**
 * Ways to group tiles that share their ALU passes: all of them for a few tiles; for more, a large group first and
 * then one by one, or groups of two or three with the last tiles one by one. Each is in its shortest form.
 */
export function groupings(tiles: number): readonly (readonly number[])[] {
  const known = groupingsOf.get(tiles) ?? waysToGroup(tiles)
  groupingsOf.set(tiles, known)
  return known
}

/** Ways to group, by tiles. */
const groupingsOf = new Map<number, readonly (readonly number[])[]>()

function waysToGroup(tiles: number): readonly (readonly number[])[] {
  if (tiles <= 5) return [...compositions(tiles)].map(withoutRepeats)
  const found: (readonly number[])[] = [[1]]
  for (const lead of [2, 3, 4, 6, 8]) if (lead < tiles) found.push([lead, 1])
  for (const size of [2, 3]) {
    const counts = new Set([1, 2].map((alone) => Math.floor((tiles - alone) / size)))
    // One group and then one by one is a large group first.
    for (const count of counts) if (count > 1) found.push(groupsAndOnes(size, count))
  }
  return found
}

const groupsAndOnes = (size: number, count: number): readonly number[] =>
  Array.from({ length: count + 1 }, (_, i) => (i < count ? size : 1))

function* compositions(total: number): Generator<readonly number[]> {
  if (total === 0) yield []
  for (let size = 1; size <= total; size++) {
    for (const rest of compositions(total - size)) yield [size, ...rest]
  }
}

function* take<T>(count: number, items: Iterable<T>): Generator<T> {
  let left = count
  for (const item of items) {
    if (left-- === 0) return
    yield item
  }
}

const distinct = (sequences: readonly (readonly number[])[]): readonly (readonly number[])[] => [
  ...new Map(sequences.map((sequence) => [sequence.join(), sequence])).values(),
]
