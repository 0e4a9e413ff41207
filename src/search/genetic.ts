import { seededRandom, type Random } from '../workload/random.js'
import { counted, fastest, type Counted } from './fastest.js'
import type { Digits } from './mixed-radix.js'
import { freePlaces, mutate } from './mutate.js'
import type { Points } from './space.js'
import type { Strategy, StrategyKind, StrategyStart, Trial } from './strategy.js'
import { Untried } from './untried.js'

/** Parents at most, the fastest of all that was tried; and children a generation. */
const populationSize = 64
const generationSize = 64

/** Parents that compete for each place in a couple: the fastest of them wins. */
const tournamentSize = 3

/** Mutations that are tried to make a child one that nobody has tried; then it is a stranger. */
const mutationLimit = 16

class Population {
  readonly #space: Points
  readonly #random: Random
  readonly #untried: Untried
  readonly #places: readonly number[]
  /** Fastest first. */
  #parents: readonly Counted[] = []

  constructor({ space, seed }: StrategyStart) {
    this.#space = space
    this.#random = seededRandom(seed)
    this.#untried = new Untried(space.size, this.#random)
    this.#places = freePlaces(space)
  }

  /** Children of the best, or strangers while there are no couples. */
  generation(count: number): readonly number[] {
    if (this.#parents.length < 2) return this.#untried.drawMany(count)
    const children: number[] = []
    while (children.length < count) {
      const child = this.#child() ?? this.#untried.draw()
      if (child === undefined) break
      this.#untried.take(child)
      children.push(child)
    }
    return children
  }

  /** Lets what was tried compete with the parents; what does not count leaves no children. */
  add(trials: readonly Trial[]): void {
    for (const { index } of trials) this.#untried.take(index)
    this.#parents = fastest([...this.#parents, ...counted(trials)], populationSize)
  }

  #child(): number | undefined {
    const [mother, father] = [this.#winner(), this.#winner()]
    const child = mother.map((digit, place) => (this.#random.below(2) === 0 ? digit : father[place]))
    for (const place of this.#places) {
      if (this.#random.below(this.#places.length) === 0) mutate(child, place, this.#space, this.#random)
    }
    for (let i = 0; i < mutationLimit; i++) {
      const index = this.#space.indexOf(child)
      if (this.#untried.has(index)) return index
      mutate(child, this.#places[this.#random.below(this.#places.length)], this.#space, this.#random)
    }
    return undefined
  }

  /** The digits of a parent. */
  #winner(): Digits {
    let best = this.#parents.length
    for (let i = 0; i < tournamentSize; i++) best = Math.min(best, this.#random.below(this.#parents.length))
    return this.#space.digits(this.#parents[best].index)
  }
}

function start(from: StrategyStart): Strategy {
  const population = new Population(from)
  let left = Math.min(from.space.size, from.trials ?? from.space.size)
  return {
    ask(count) {
      const children = population.generation(Math.min(count, left, generationSize))
      left -= children.length
      return children
    },
    tell: (trials) => population.add(trials),
  }
}

export const genetic: StrategyKind = {
  meaning: 'a population of schedules: children mix two of the fastest, and change a knob now and then',
  defaultTrials: 1000,
  defaultSpace: 'equal-tiles',
  mostPoints: null,
  learns: true,
  start,
}
