import { seededRandom, type Random } from '../workload/random.js'
import { learnToRank } from './cost-model/boosted-trees.js'
import { anneal, scorer } from './simulated-annealing.js'
import type { Points } from './space.js'
import type { Strategy, StrategyKind, StrategyStart, Trial } from './strategy.js'
import { Untried } from './untried.js'

/** Points drawn evenly before there is anything to learn from, and points planned at once afterwards. */
const startupTrials = 64
const plannedTogether = 32

/** Of those, points that are drawn evenly: what the model knows nothing of gets its chance. */
const strangers = 4

const chainCount = 64

/** The fastest trials that the model learns from, and as many of the others, at even strides. */
const mostFast = 512
const mostOthers = 512

/** Learns from what was tried which points are fast, and asks for those that annealing finds fastest by the model. */
class Annealer {
  readonly #space: Points
  readonly #random: Random
  readonly #untried: Untried
  readonly #trials: Trial[] = []
  /** Points that are taken and not yet asked for. */
  #plan: number[] = []

  constructor({ space, seed }: StrategyStart) {
    this.#space = space
    this.#random = seededRandom(seed)
    this.#untried = new Untried(space.size, this.#random)
  }

  /** The next points of the plan; a new one is made when it is used up, whatever size it is asked for in. */
  next(count: number): readonly number[] {
    if (this.#plan.length === 0) this.#plan = this.#newPlan()
    return this.#plan.splice(0, count)
  }

  #newPlan(): number[] {
    const known = this.#trials.length
    if (known < startupTrials) return this.#untried.drawMany(startupTrials - known)
    const promising = this.#promising(plannedTogether - strangers)
    for (const index of promising) this.#untried.take(index)
    return [...promising, ...this.#untried.drawMany(plannedTogether - promising.length)]
  }

  add(trials: readonly Trial[]): void {
    for (const { index } of trials) this.#untried.take(index)
    this.#trials.push(...trials)
  }

  /**
   * The untried points that chains from all over the space found best, one a chain: a model that is wrong about the
   * highest hill has others to offer. No two of the same score, for those the model cannot tell apart are mostly the
   * same program.
   */
  #promising(count: number): readonly number[] {
    const landscape = {
      space: this.#space,
      score: scorer(this.#space, this.#learn()),
      isWanted: (index: number) => this.#untried.has(index),
    }
    const found = Array.from({ length: chainCount }, () =>
      anneal(this.#random.below(this.#space.size), landscape, this.#random),
    )
    return found
      .filter((point) => point !== undefined)
      .toSorted((a, b) => b.score - a.score || a.index - b.index)
      .filter(({ score }, i, sorted) => i === 0 || score !== sorted[i - 1].score)
      .slice(0, count)
      .map(({ index }) => index)
  }

  #learn() {
    const lessons = lessonsOf(this.#trials)
    const { features } = this.#space
    const { length } = features.names
    const table = new Float64Array(lessons.length * length)
    for (const [row, { index }] of lessons.entries()) features.write(index, table, row * length)
    const cost = Float64Array.from(lessons, ({ cycles }) => cycles ?? Infinity)
    return learnToRank(table, cost, this.#random)
  }
}

/** What the model learns from: all trials, or when there are many the fastest and a sample of the others. */
function lessonsOf(trials: readonly Trial[]): readonly Trial[] {
  if (trials.length <= mostFast + mostOthers) return trials
  const sorted = trials.toSorted(
    (a, b) => (a.cycles ?? Infinity) - (b.cycles ?? Infinity) || a.index - b.index,
  )
  const others = sorted.slice(mostFast)
  const stride = others.length / mostOthers
  return [
    ...sorted.slice(0, mostFast),
    ...Array.from({ length: mostOthers }, (_, i) => others[Math.floor(i * stride)]),
  ]
}

function start(from: StrategyStart): Strategy {
  const annealer = new Annealer(from)
  let left = Math.min(from.space.size, from.trials ?? from.space.size)
  return {
    ask(count) {
      const asked = annealer.next(Math.min(count, left))
      left -= asked.length
      return asked
    },
    tell: (trials) => annealer.add(trials),
  }
}

export const annealing: StrategyKind = {
  meaning: 'simulated annealing on a cost model that learns from what was measured (gradient-boosted trees)',
  defaultTrials: 1000,
  defaultSpace: 'equal-tiles',
  mostPoints: null,
  learns: true,
  start,
}
