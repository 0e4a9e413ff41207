import { seededRandom } from '../workload/random.js'
import type { Strategy, StrategyKind, StrategyStart } from './strategy.js'

/**
 * A shuffle of 0 .. size-1, drawn one by one (Fisher and Yates). Only places whose number has moved are kept, so that
 * memory grows with what was drawn and not with the space.
 */
function shuffled(size: number, seed: number): () => number {
  const random = seededRandom(seed)
  const moved = new Map<number, number>()
  let place = 0
  return () => {
    const other = place + random.below(size - place)
    const drawn = moved.get(other) ?? other
    moved.set(other, moved.get(place) ?? place)
    moved.delete(place)
    place++
    return drawn
  }
}

function start({ space, seed, trials }: StrategyStart): Strategy {
  const draw = shuffled(space.size, seed)
  let left = Math.min(space.size, trials ?? space.size)
  return {
    ask(count) {
      const length = Math.min(count, left)
      left -= length
      return Array.from({ length }, draw)
    },
    tell: () => {},
  }
}

export const random: StrategyKind = {
  meaning: 'schedules drawn evenly from the space, none twice',
  defaultTrials: 1000,
  start,
}
