import { maxBins, type Binned } from './binned.js'

/** Levels of splits. A tree is complete: 2^depth - 1 splits, the children of split s being 2s + 1 and 2s + 2. */
export const depth = 5
export const splits = 2 ** depth - 1
export const leaves = 2 ** depth

/** Rows a leaf stands for at least, as the sum of their second derivatives; and what holds leaves near zero. */
const minHessian = 1
const shrinkage = 1

/** First and second derivatives of the loss by each row's score. */
export interface Derivatives {
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

/** A regression tree; a row goes right at a split when its feature is above the threshold. */
export interface Tree {
  readonly feature: Int16Array
  readonly threshold: Float64Array
  /** What a leaf adds to a score. */
  readonly value: Float64Array
}

/** The best split of one node: rows in bins above `bin` go right. Without a split no bin is above. */
interface Split {
  /** -1 without a split. */
  readonly feature: number
  readonly bin: number
}

const noSplit: Split = { feature: -1, bin: maxBins }

const worth = (gradient: number, hessian: number): number => (gradient * gradient) / (hessian + shrinkage)

/** Room for a level's sums, kept from level to level: 2 numbers a bin, bins by feature and node. */
let room = new Float64Array()

/** Sums of derivatives over the rows of each node, feature and bin of a level: gradient, then hessian. */
function sumsOfLevel(
  data: Binned,
  { gradient, hessian }: Derivatives,
  node: Uint8Array,
  nodes: number,
): Float64Array {
  const { rows, bin, edges } = data
  const needed = edges.length * nodes * maxBins * 2
  if (room.length < needed) room = new Float64Array(needed)
  else room.fill(0, 0, needed)
  const sums = room
  for (let feature = 0; feature < edges.length; feature++) {
    if (edges[feature].length === 0) continue
    const column = feature * rows
    const base = feature * nodes * maxBins
    for (let row = 0; row < rows; row++) {
      const at = 2 * (base + node[row] * maxBins + bin[column + row])
      sums[at] += gradient[row]
      sums[at + 1] += hessian[row]
    }
  }
  return sums
}

/** The split of a node that lowers the loss most (Chen and Guestrin, "XGBoost", equation 7); none when none does. */
function bestSplit(data: Binned, sums: Float64Array, node: number, nodes: number): Split {
  let best = noSplit
  let bestGain = 1e-9
  for (const [feature, edges] of data.edges.entries()) {
    const from = 2 * (feature * nodes + node) * maxBins
    let [allGradient, allHessian, gradient, hessian] = [0, 0, 0, 0]
    for (let bin = 0; bin <= edges.length; bin++) {
      allGradient += sums[from + 2 * bin]
      allHessian += sums[from + 2 * bin + 1]
    }
    for (let bin = 0; bin < edges.length; bin++) {
      gradient += sums[from + 2 * bin]
      hessian += sums[from + 2 * bin + 1]
      if (hessian < minHessian || allHessian - hessian < minHessian) continue
      const gain =
        worth(gradient, hessian) +
        worth(allGradient - gradient, allHessian - hessian) -
        worth(allGradient, allHessian)
      if (gain > bestGain) [best, bestGain] = [{ feature, bin }, gain]
    }
  }
  return best
}

/** Grows a tree level by level; each leaf takes the Newton step of its rows times `rate`. */
export function growTree(data: Binned, derivatives: Derivatives, rate: number): Tree {
  const feature = new Int16Array(splits)
  const threshold = new Float64Array(splits).fill(Infinity)
  const node = new Uint8Array(data.rows)
  for (let level = 0; level < depth; level++) {
    const nodes = 2 ** level
    const sums = sumsOfLevel(data, derivatives, node, nodes)
    const chosen = Array.from({ length: nodes }, (_, each) => bestSplit(data, sums, each, nodes))
    for (const [each, { feature: by, bin }] of chosen.entries()) {
      if (by < 0) continue
      feature[nodes - 1 + each] = by
      threshold[nodes - 1 + each] = data.edges[by][bin]
    }
    sendDown(data, chosen, node)
  }
  return { feature, threshold, value: leafValues(derivatives, node, rate) }
}

/** Moves rows to the next level: node v's children are 2v and 2v + 1. */
function sendDown({ rows, bin }: Binned, chosen: readonly Split[], node: Uint8Array): void {
  const columns = Int32Array.from(chosen, ({ feature }) => Math.max(feature, 0) * rows)
  const limits = Uint8Array.from(chosen, (split) => split.bin)
  for (let row = 0; row < rows; row++) {
    const from = node[row]
    node[row] = 2 * from + (bin[columns[from] + row] > limits[from] ? 1 : 0)
  }
}

function leafValues({ gradient, hessian }: Derivatives, leaf: Uint8Array, rate: number): Float64Array {
  const gradients = new Float64Array(leaves)
  const hessians = new Float64Array(leaves)
  for (let row = 0; row < leaf.length; row++) {
    gradients[leaf[row]] += gradient[row]
    hessians[leaf[row]] += hessian[row]
  }
  return gradients.map((sum, i) => (-rate * sum) / (hessians[i] + shrinkage))
}
