/** Bins of a feature at most. */
export const maxBins = 32

/** Rows of features in bins, so that a split is found by sums a bin instead of by sorting. */
export interface Binned {
  readonly rows: number
  /** Bin of each row, feature by feature: `bin[feature * rows + row]`. */
  readonly bin: Uint8Array
  /** For each feature, the values between its bins, ascending: bin b holds what is above edge b-1 and not above edge b. */
  readonly edges: readonly Float64Array[]
}

/** Distinct values in ascending order. */
function distinct(values: Float64Array): Float64Array {
  const sorted = values.toSorted()
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
}

/** Edges half-way between distinct values, evenly many values in each bin. */
function edgesOf(values: Float64Array): Float64Array {
  const known = distinct(values)
  const bins = Math.min(maxBins, known.length)
  return Float64Array.from({ length: bins - 1 }, (_, bin) => {
    const above = Math.floor(((bin + 1) * known.length) / bins)
    return (known[above - 1] + known[above]) / 2
  })
}

function binOf(value: number, edges: Float64Array): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value > edges[middle]) low = middle + 1
    else high = middle
  }
  return low
}

/** Bins the rows of `table`, which holds `features` numbers a row. */
export function binned(table: Float64Array, features: number): Binned {
  const rows = table.length / features
  const bin = new Uint8Array(features * rows)
  const column = new Float64Array(rows)
  const edges: Float64Array[] = []
  for (let feature = 0; feature < features; feature++) {
    for (let row = 0; row < rows; row++) column[row] = table[row * features + feature]
    const own = edgesOf(column)
    for (let row = 0; row < rows; row++) bin[feature * rows + row] = binOf(column[row], own)
    edges.push(own)
  }
  return { rows, bin, edges }
}
