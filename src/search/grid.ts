import { seededRandom } from '../workload/random.js'
import type { Points } from './space.js'
import type { Strategy, StrategyKind, StrategyStart } from './strategy.js'

/** Multiples of the golden ratio stay far from each other: however few strides there are, they are spread. */
const golden = (Math.sqrt(5) - 1) / 2
/** Of the sizes of a tile, the larger part that is tried first. */
const largerPart = 0.75
/** Of the points between two values of a knob, the part by which a stride misses them all at least. */
const leastMiss = 1 / 6
/** Below so many points there need not be such a stride. */
const fewPoints = 7
const mostTries = 10_000

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** How many points share a value of each knob and of all before it. */
function periods(radices: readonly number[]): readonly number[] {
  let points = 1
  return radices.toReversed().map((radix) => (points *= radix))
}

/** A stride that comes by all points of a space, near its golden section; and no knob nearly stands still under it. */
function strideOf({ size, radices }: Points): number {
  const own = periods(radices).filter((period) => period >= fewPoints)
  const moves = (stride: number): boolean =>
    own.every((period) => Math.min(stride % period, period - (stride % period)) >= leastMiss * period)
  let coprime = 0
  for (
    let stride = Math.round(size * golden), tries = 0;
    coprime === 0 || tries < mostTries;
    stride++, tries++
  ) {
    if (gcd(stride, size) !== 1) continue
    if (moves(stride)) return stride
    if (coprime === 0) coprime = stride
  }
  return coprime
}

/** Every point once: at even strides those of larger tiles, from a place that the seed says; then the others. */
function* strides(space: Points, seed: number): Generator<number> {
  const { size, radices, tiles } = space
  const least = radices.map((radix, place) => (tiles[place] ? radix - Math.ceil(radix * largerPart) : 0))
  const digits = new Int32Array(radices.length)
  const isLarge = (point: number): boolean =>
    space.digits(point, digits).every((digit, place) => digit >= least[place])
  const stride = strideOf(space)
  let point = seededRandom(seed).below(size)
  let left = size
  for (const large of [true, false]) {
    for (let i = 0; i < size && left > 0; i++) {
      point = (point + stride) % size
      if (isLarge(point) !== large) continue
      left--
      yield point
    }
  }
}

function start({ space, seed, trials }: StrategyStart): Strategy {
  const points = strides(space, seed)
  let left = trials ?? space.size
  return {
    ask(count) {
      const asked: number[] = []
      while (asked.length < count && left > 0) {
        const { value, done } = points.next()
        if (done) break
        asked.push(value)
        left--
      }
      return asked
    },
    tell: () => {},
  }
}

export const grid: StrategyKind = {
  meaning: 'schedules at even strides through the space, those of larger tiles first',
  defaultTrials: 1000,
  defaultSpace: 'equal-tiles',
  mostPoints: null,
  learns: false,
  start,
}
