import { describe, expect, it } from 'vitest'
import { learnToRank } from '../../src/search/cost-model/boosted-trees.js'
import { fraction, seededRandom } from '../../src/workload/random.js'

const features = 5

/** Rows of random features whose cost depends on two of them together; a tenth does not count. */
function sample(rows: number, seed: number) {
  const random = seededRandom(seed)
  const table = Float64Array.from({ length: rows * features }, () => Math.floor(fraction(random) * 16))
  const cost = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b, c] = table.subarray(row * features)
    return c === 15 ? Infinity : Math.abs(a - 9) + (a > 4 ? b : 16 - b)
  })
  return { table, cost }
}

/** Share of the pairs of different cost that scores put in the right order. */
function pairsInOrder(scores: readonly number[], cost: Float64Array): number {
  let right = 0
  let all = 0
  for (let i = 0; i < cost.length; i++) {
    for (let j = 0; j < i; j++) {
      if (cost[i] === cost[j]) continue
      all++
      if (cost[i] < cost[j] === scores[i] > scores[j]) right++
    }
  }
  return right / all
}

function scoresOf(trained: number, table: Float64Array, rows: number): number[] {
  const lessons = sample(trained, 1)
  const model = learnToRank(lessons.table, lessons.cost, seededRandom(7))
  return Array.from({ length: rows }, (_, row) => model.score(table, row * features))
}

describe('the cost model', () => {
  it('ranks rows that it has not seen, the better the more it has seen', () => {
    const { table, cost } = sample(300, 2)
    const [few, many] = [40, 800].map((trained) => pairsInOrder(scoresOf(trained, table, 300), cost))
    expect(many).toBeGreaterThan(0.9)
    expect(many).toBeGreaterThan(few)
  })

  it('ranks what does not count below what does', () => {
    const { table, cost } = sample(400, 3)
    const scores = scoresOf(800, table, 400)
    const mean = (wanted: boolean) => {
      const chosen = scores.filter((_, row) => (cost[row] === Infinity) === wanted)
      return chosen.reduce((sum, score) => sum + score, 0) / chosen.length
    }
    expect(mean(true)).toBeLessThan(Math.min(mean(false), 0))
  })

  it('learns the same from the same', () => {
    const { table } = sample(50, 4)
    expect(scoresOf(100, table, 50)).toEqual(scoresOf(100, table, 50))
  })

  it('says the same of all rows when no cost differs', () => {
    const { table } = sample(50, 5)
    const model = learnToRank(table, new Float64Array(50).fill(3), seededRandom(1))
    expect(new Set(Array.from({ length: 50 }, (_, row) => model.score(table, row * features))).size).toBe(1)
  })
})
