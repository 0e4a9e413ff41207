import { seededRandom } from '../workload/random.js'
import { permutation } from './permutation.js'
import type { Strategy, StrategyKind, StrategyStart } from './strategy.js'

function start({ space, seed, trials }: StrategyStart): Strategy {
  const order = permutation(space.size, seededRandom(seed))
  const end = Math.min(space.size, trials ?? space.size)
  let next = 0
  return {
    ask(count) {
      const last = Math.min(end, next + count)
      const points: number[] = []
      while (next < last) points.push(order(next++))
      return points
    },
    tell: () => {},
  }
}

export const random: StrategyKind = {
  meaning: 'schedules drawn evenly from the space, none twice',
  defaultTrials: 1000,
  defaultSpace: 'sequences',
  mostPoints: null,
  learns: false,
  start,
}
