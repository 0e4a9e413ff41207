import { seededRandom } from '../workload/random.js'
import type { Strategy, StrategyKind, StrategyStart } from './strategy.js'
import { Untried } from './untried.js'

function start({ space, seed, trials }: StrategyStart): Strategy {
  const untried = new Untried(space.size, seededRandom(seed))
  let left = Math.min(space.size, trials ?? space.size)
  return {
    ask(count) {
      const drawn = untried.drawMany(Math.min(count, left))
      left -= drawn.length
      return drawn
    },
    tell: () => {},
  }
}

export const random: StrategyKind = {
  meaning: 'schedules drawn evenly from the space, none twice',
  defaultTrials: 1000,
  start,
}
