import { InputError } from '../hardware/input.js'
import type { Strategy, StrategyKind, StrategyStart } from './strategy.js'

/** Largest space that is tried in full: minutes of work, not days. */
export const exhaustiveLimit = 2_000_000

function start({ space, trials }: StrategyStart): Strategy {
  if (space.size > exhaustiveLimit) {
    throw new InputError(
      'strategy',
      `exhaustive tries at most ${exhaustiveLimit} schedules and this space has ${space.size}: ` +
        'use random or grid with a number of trials',
    )
  }
  const end = Math.min(space.size, trials ?? space.size)
  let next = 0
  return {
    ask(count) {
      const first = next
      next = Math.min(end, first + count)
      return Array.from({ length: next - first }, (_, i) => first + i)
    },
    tell: () => {},
  }
}

export const exhaustive: StrategyKind = {
  meaning: 'every schedule of the space, in order',
  defaultTrials: null,
  defaultSpace: 'equal-tiles',
  mostPoints: exhaustiveLimit,
  learns: false,
  start,
}
