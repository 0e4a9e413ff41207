/**
 * What random search without repeats does on a stored space, in closed form: of N points, c are at or below some cost,
 * so that t draws miss all of them with probability C(N - c, t) / C(N, t).
 */

/** Probability, for t = 1 .. trials, that t draws from `size` points miss `count` of them. */
function missing(size, count, trials) {
  const chance = new Float64Array(trials)
  let left = 1
  for (let t = 0; t < trials; t++) {
    left *= Math.max(0, size - count - t) / (size - t)
    chance[t] = left
  }
  return chance
}

/** Expected best cycles after t = 1 .. trials draws, the default schedule's at most. */
export function expectedBest({ cycles, best, defaultCycles }, trials) {
  const better = cycles.filter((each) => each !== null && each < defaultCycles).toSorted((a, b) => a - b)
  const expected = new Float64Array(trials).fill(best)
  for (let i = 0; i < better.length;) {
    const from = better[i]
    while (i < better.length && better[i] === from) i++
    const step = (better[i] ?? defaultCycles) - from
    const chance = missing(cycles.length, i, trials)
    for (let t = 0; t < trials; t++) expected[t] += step * chance[t]
  }
  return expected
}

/** Points that count as reaching the optimum: at most so far above it. */
const within = ({ cycles, best }, share) =>
  cycles.filter((each) => each !== null && each <= best * (1 + share)).length

/** Draws after which random search has come so near the optimum with probability one half. */
export function medianTrials(space, share) {
  const size = space.cycles.length
  const count = within(space, share)
  let left = 1
  let draws = 0
  for (; left > 0.5; draws++) left *= (size - count - draws) / (size - draws)
  return draws
}
