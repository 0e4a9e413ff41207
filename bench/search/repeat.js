import { strategies } from '../../dist/search/strategies.js'

/** As many as a tuning asks for at once. */
const batch = 512

/** Runs a strategy once on a stored space. Returns the best cycles after each trial, the default schedule's at most. */
function bestSoFar(strategy, { points, cycles, defaultCycles }, trials, seed) {
  const search = strategies[strategy].start({ space: points, seed, trials })
  const curve = new Float64Array(trials)
  let best = defaultCycles
  let tried = 0
  for (let asked = search.ask(batch); asked.length > 0; asked = search.ask(batch)) {
    const told = asked.map((index) => ({ index, cycles: cycles[index] }))
    for (const trial of told) {
      if (trial.cycles !== null && trial.cycles < best) best = trial.cycles
      curve[tried++] = best
    }
    search.tell(told)
  }
  return curve
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

/** Mean excess over the optimum along a curve: 0 when the first trial is the best schedule. */
export const area = (curve, best) => mean(curve) / best - 1

/** Trials until a curve is so near the optimum; Infinity when it never is. */
function trialsTo(curve, best, share) {
  const at = curve.findIndex((cycles) => cycles <= best * (1 + share))
  return at < 0 ? Infinity : at + 1
}

/**
 * Repeats a strategy with seeds 1, 2, ...: its mean curve; its area's mean and standard error; the median of its trials to
 * near the optimum, and in how many repeats it came there.
 */
export function repeat(strategy, space, { trials, repeats, share }) {
  const curve = new Float64Array(trials)
  const areas = []
  const reached = []
  const from = process.cpuUsage()
  for (let seed = 1; seed <= repeats; seed++) {
    const once = bestSoFar(strategy, space, trials, seed)
    for (let t = 0; t < trials; t++) curve[t] += once[t] / repeats
    areas.push(area(once, space.best))
    reached.push(trialsTo(once, space.best, share))
  }
  const own = mean(areas)
  const variance = areas.reduce((sum, each) => sum + (each - own) ** 2, 0) / Math.max(1, repeats - 1)
  return {
    curve,
    area: own,
    error: Math.sqrt(variance / repeats),
    median: median(reached),
    reached: reached.filter((each) => each < Infinity).length,
    seconds: process.cpuUsage(from).user / 1e6 / repeats,
  }
}
