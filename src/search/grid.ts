import type { Strategy, StrategyKind, StrategyStart } from './strategy.js'

function start({ space, trials }: StrategyStart): Strategy {
  const points = Math.min(space.size, trials ?? space.size)
  const stride = space.size / points
  let next = 0
  return {
    ask(count) {
      const first = next
      next = Math.min(points, first + count)
      return Array.from({ length: next - first }, (_, i) => Math.floor((first + i) * stride))
    },
    tell: () => {},
  }
}

export const grid: StrategyKind = {
  meaning: 'as many schedules as there are trials, at even strides through the space',
  defaultTrials: 1000,
  defaultSpace: 'equal-tiles',
  learns: false,
  start,
}
