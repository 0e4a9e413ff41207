import type { Strategy } from './strategy.js'

/**
 * A strategy that begins with given points, and learns from them what it can.
 * @param first different points of the space
 */
export function startWith(first: readonly number[], strategy: Strategy): Strategy {
  const known = new Set(first)
  let next = 0
  const askStrategy = (count: number): readonly number[] => {
    for (;;) {
      const asked = strategy.ask(count)
      if (known.size === 0) return asked
      const fresh = asked.filter((index) => !known.has(index))
      if (fresh.length > 0 || asked.length === 0) return fresh
    }
  }
  return {
    ask(count) {
      const from = next
      next = Math.min(first.length, from + count)
      return next > from ? first.slice(from, next) : askStrategy(count)
    },
    tell: (trials) => strategy.tell(trials),
  }
}
