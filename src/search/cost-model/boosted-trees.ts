import type { Random } from '../../workload/random.js'
import { binned } from './binned.js'
import { rankingDerivatives } from './ranking.js'
import { depth, growTree, leaves, splits, type Tree } from './tree.js'

const treeCount = 30
const rate = 0.3

/** Gives a row of features a score: of two rows, the one with the higher score is expected to cost less. */
export interface CostModel {
  score(table: Float64Array, at: number): number
}

/** All trees' splits one after the other, and all their leaves. */
class BoostedTrees implements CostModel {
  readonly #feature = new Int16Array(treeCount * splits)
  readonly #threshold = new Float64Array(treeCount * splits)
  readonly #value = new Float64Array(treeCount * leaves)
  #count = 0

  add({ feature, threshold, value }: Tree): void {
    this.#feature.set(feature, this.#count * splits)
    this.#threshold.set(threshold, this.#count * splits)
    this.#value.set(value, this.#count * leaves)
    this.#count++
  }

  score(table: Float64Array, at: number): number {
    let sum = 0
    for (let tree = 0; tree < this.#count; tree++) sum += this.#leafOf(tree, table, at)
    return sum
  }

  /** What the newest tree adds to a row's score. */
  newest(table: Float64Array, at: number): number {
    return this.#leafOf(this.#count - 1, table, at)
  }

  #leafOf(tree: number, table: Float64Array, at: number): number {
    const first = tree * splits
    let node = 0
    for (let level = 0; level < depth; level++) {
      const right = table[at + this.#feature[first + node]] > this.#threshold[first + node]
      node = 2 * node + (right ? 2 : 1)
    }
    return this.#value[tree * leaves + node - splits]
  }
}

/**
 * Gradient-boosted trees that learn to rank rows by cost (the loss that AutoTVM's cost model is trained with).
 * @param table features, one row after the other
 * @param cost of each row; Infinity for what does not count, which ranks below all that does
 */
export function learnToRank(table: Float64Array, cost: Float64Array, random: Random): CostModel {
  const features = table.length / cost.length
  const data = binned(table, features)
  const model = new BoostedTrees()
  const score = new Float64Array(cost.length)
  for (let tree = 0; tree < treeCount; tree++) {
    model.add(growTree(data, rankingDerivatives(cost, score, random), rate))
    for (let row = 0; row < cost.length; row++) score[row] += model.newest(table, row * features)
  }
  return model
}
