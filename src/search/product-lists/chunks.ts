/* Ways to cut an extent into chunks that plain lists begin with. */

/** Chunks of at most a size, as equal as can be, the larger ones first. */
export const equalChunks = (extent: number, size: number): readonly number[] => {
  const count = Math.ceil(extent / size)
  return Array.from({ length: count }, (_, i) => Math.ceil((extent - i) / count))
}

/** The last chunk cut in up to three falling parts. */
export function withSmallEnd(sizes: readonly number[]): number[] {
  const last = sizes[sizes.length - 1]
  if (last >= 4) return [...sizes.slice(0, -1), last - 3, 2, 1]
  if (last >= 2) return [...sizes.slice(0, -1), last - 1, 1]
  return [...sizes]
}

/** A first chunk, twice as much, and the rest. */
export const growing = (extent: number): readonly number[] => (extent > 3 ? [1, 2, extent - 3] : [extent])

/** Chunks that double up to a size, and the rest. */
export function doubling(extent: number, most: number): readonly number[] {
  const chunks: number[] = []
  for (let size = 1, left = extent; left > 0; size = Math.min(2 * size, most)) {
    chunks.push(Math.min(size, left))
    left -= size
  }
  return chunks
}

/** So many chunks, each about so many times the one before it. @param count at most the extent. */
export function tapering(extent: number, count: number, ratio: number): readonly number[] {
  const sizes: number[] = []
  let left = extent
  /** What is left in units of the next chunk: 1 + ratio + ratio^2 + ... */
  let units = Array.from({ length: count }, (_, i) => ratio ** i).reduce((sum, unit) => sum + unit, 0)
  for (let behind = count - 1; behind >= 0; behind--) {
    const size = Math.max(1, Math.min(left - behind, Math.round(left / units)))
    sizes.push(size)
    left -= size
    units = (units - 1) / ratio
  }
  return sizes
}
