import { fraction, type Random } from '../workload/random.js'
import type { CostModel } from './cost-model/boosted-trees.js'
import { freePlaces, mutate } from './mutate.js'
import type { Points } from './space.js'

/** Steps of a chain; the temperature falls from 1 to 0 over them, in the cost model's scores. */
const steps = 100

/** A point and what the cost model thinks of it. */
export interface Scored {
  readonly index: number
  readonly score: number
}

/** What an annealing needs: where it moves, what it climbs, and which points are worth finding. */
export interface Landscape {
  readonly space: Points
  readonly score: (index: number) => number
  readonly isWanted: (index: number) => boolean
}

/** Scores of points by a cost model, each reckoned once. */
export function scorer({ features }: Points, model: CostModel): (index: number) => number {
  const row = new Float64Array(features.names.length)
  const known = new Map<number, number>()
  return (index) => {
    const before = known.get(index)
    if (before !== undefined) return before
    features.write(index, row, 0)
    const score = model.score(row, 0)
    known.set(index, score)
    return score
  }
}

/**
 * Walks from a point by changes of one digit: always taken uphill, downhill the less likely the steeper and the colder
 * (Metropolis).
 * @returns the wanted point with the highest score on the way; undefined when there was none
 */
export function anneal(
  from: number,
  { space, score, isWanted }: Landscape,
  random: Random,
): Scored | undefined {
  const places = freePlaces(space)
  let best: Scored | undefined
  const look = (index: number): number => {
    const own = score(index)
    if (own > (best?.score ?? -Infinity) && isWanted(index)) best = { index, score: own }
    return own
  }
  const digits = space.digits(from)
  let height = look(from)
  if (places.length === 0) return best
  const moved = new Int32Array(digits.length)
  for (let step = 0; step < steps; step++) {
    moved.set(digits)
    mutate(moved, places[random.below(places.length)], space, random)
    const gain = look(space.indexOf(moved)) - height
    if (gain < 0 && fraction(random) >= Math.exp(gain / (1 - step / steps))) continue
    digits.set(moved)
    height += gain
  }
  return best
}
