import { seededRandom, type Random } from '../workload/random.js'
import { counted, fastest, type Counted } from './fastest.js'
import { Parzen } from './parzen.js'
import type { Points } from './space.js'
import type { Strategy, StrategyKind, StrategyStart, Trial } from './strategy.js'
import { Untried } from './untried.js'

/** Points drawn evenly before there is anything to estimate from. */
const startupTrials = 32

/** Points asked for at once: the estimate does not move within them. */
const askedTogether = 16

/** Draws from the good among which the point with the best ratio is chosen. */
const candidates = 24

/** Share of what was tried that is called good, and how many at most. */
const goodShare = 0.1
const mostGood = 25

/** The newest trials, which the others are estimated from: they are near what is asked for now. */
const mostOthers = 512

/**
 * Tree-structured Parzen estimator (Bergstra and others, 2011): points are likely good where the density of the good is
 * high and that of the others is low. Points that do not count are others.
 */
class Estimator {
  readonly #random: Random
  readonly #untried: Untried
  readonly #space: Points
  #told = 0
  /** The good, the fastest first. */
  #good: readonly Counted[] = []
  #newest: readonly number[] = []

  constructor({ space, seed }: StrategyStart) {
    this.#space = space
    this.#random = seededRandom(seed)
    this.#untried = new Untried(space.size, this.#random)
  }

  next(count: number): readonly number[] {
    if (this.#told < startupTrials) return this.#untried.drawMany(Math.min(count, startupTrials - this.#told))
    const good = this.#parzen(this.#good.map(({ index }) => index))
    const others = this.#parzen(this.#others())
    const chosen: number[] = []
    while (chosen.length < Math.min(count, askedTogether)) {
      const index = this.#likeliest(good, others) ?? this.#untried.draw()
      if (index === undefined) break
      this.#untried.take(index)
      chosen.push(index)
    }
    return chosen
  }

  add(trials: readonly Trial[]): void {
    for (const { index } of trials) this.#untried.take(index)
    this.#told += trials.length
    this.#newest = [...this.#newest, ...trials.map(({ index }) => index)].slice(-mostOthers)
    const goodCount = Math.min(mostGood, Math.ceil(goodShare * this.#told))
    this.#good = fastest([...this.#good, ...counted(trials)], goodCount)
  }

  /** The untried point of the greatest ratio among draws from the good; undefined when all draws were tried before. */
  #likeliest(good: Parzen, others: Parzen): number | undefined {
    const digits = new Int32Array(this.#space.radices.length)
    let best: number | undefined
    let bestRatio = -Infinity
    for (let i = 0; i < candidates; i++) {
      good.sample(digits, this.#random)
      const index = this.#space.indexOf(digits)
      if (!this.#untried.has(index)) continue
      const ratio = good.density(digits) / others.density(digits)
      if (ratio > bestRatio) [best, bestRatio] = [index, ratio]
    }
    return best
  }

  #others(): readonly number[] {
    const good = new Set(this.#good.map(({ index }) => index))
    return this.#newest.filter((index) => !good.has(index))
  }

  #parzen(indices: readonly number[]): Parzen {
    const { length } = this.#space.radices
    const centres = new Int32Array(indices.length * length)
    for (const [i, index] of indices.entries()) {
      this.#space.digits(index, centres.subarray(i * length, (i + 1) * length))
    }
    return new Parzen(this.#space, centres)
  }
}

function start(from: StrategyStart): Strategy {
  const estimator = new Estimator(from)
  let left = Math.min(from.space.size, from.trials ?? from.space.size)
  return {
    ask(count) {
      const asked = estimator.next(Math.min(count, left))
      left -= asked.length
      return asked
    },
    tell: (trials) => estimator.add(trials),
  }
}

export const tpe: StrategyKind = {
  meaning: 'tree-structured Parzen estimator: schedules likelier among the fast ones than among the others',
  defaultTrials: 1000,
  defaultSpace: 'equal-tiles',
  mostPoints: null,
  learns: true,
  start,
}
