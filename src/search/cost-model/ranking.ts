import { fraction, type Random } from '../../workload/random.js'
import type { Derivatives } from './tree.js'

/** Others that each row is compared with for one tree. */
const rivals = 4

/**
 * Derivatives of the pairwise logistic loss (RankNet) by scores that should rise as costs fall: each row is compared
 * with a few at random, and a pair in the wrong order pulls both. Pairs of equal cost say nothing.
 */
export function rankingDerivatives(cost: Float64Array, score: Float64Array, random: Random): Derivatives {
  const rows = cost.length
  const gradient = new Float64Array(rows)
  const hessian = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < rivals; i++) {
      const other = Math.floor(fraction(random) * rows)
      if (cost[row] === cost[other]) continue
      const [better, worse] = cost[row] < cost[other] ? [row, other] : [other, row]
      const wrong = 1 / (1 + Math.exp(score[better] - score[worse]))
      gradient[better] -= wrong
      gradient[worse] += wrong
      hessian[better] += wrong * (1 - wrong)
      hessian[worse] += wrong * (1 - wrong)
    }
  }
  return { gradient, hessian }
}
