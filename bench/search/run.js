/**
 * Compares strategies on stored spaces: best so far against trials, beside what random search is expected to do.
 * A strategy beats random on a space when its area (mean excess over the optimum along the first 1000 trials), averaged
 * over the repeats, is below random's expectation by 2.33 standard errors (99% sure). It stays when it does so on every
 * space. Needs `npm run build`. Run: node bench/search/run.js [repeats] [strategy ...]
 */
import { writeFileSync } from 'node:fs'
import { askingNames } from '../../dist/search/strategies.js'
import { expectedBest, medianTrials } from './expectation.js'
import { plot } from './plot.js'
import { area, repeat } from './repeat.js'
import { storedSpaces } from './stored-space.js'

const trials = 1000
const share = 0.01
const sure = 2.33

const [repeats = '100', ...chosen] = process.argv.slice(2)
const settings = { trials, share, repeats: Number(repeats) }
/** What the others are compared with is not judged. */
const baseline = 'random'

/** Exhaustive search goes through a space in order, to the end: there is no best so far to speak of. */
const names = chosen.length > 0 ? chosen : askingNames.filter((name) => name !== 'exhaustive')

const percent = (value) => `${(100 * value).toFixed(2)}%`
const row = (...cells) =>
  console.log(
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(14) : String(cell).padStart(14))).join(''),
  )

const beaten = new Map(names.map((name) => [name, 0]))
const spaces = storedSpaces()
const panels = spaces.map((space) => {
  const random = expectedBest(space, trials)
  const expected = area(random, space.best)
  console.log(`\n${space.name}: ${space.points.size} points, best ${space.best} cycles`)
  row('', 'area', '+-', 'at 1000', 'trials to 1%', 'got there', 'CPU s', '')
  row(
    'random, exact',
    percent(expected),
    '',
    percent(random[trials - 1] / space.best - 1),
    medianTrials(space, share),
  )
  const curves = { 'random, exact': random }
  for (const name of names) {
    const found = repeat(name, space, settings)
    const beats = found.area + sure * found.error < expected
    if (beats) beaten.set(name, beaten.get(name) + 1)
    curves[name] = found.curve
    row(
      name,
      percent(found.area),
      percent(found.error),
      percent(found.curve[trials - 1] / space.best - 1),
      found.median < Infinity ? found.median : `> ${trials}`,
      `${found.reached}/${repeats}`,
      found.seconds.toFixed(2),
      beats ? 'beats random' : '',
    )
  }
  return { name: space.name, best: space.best, curves }
})

console.log()
for (const [name, count] of beaten) {
  const judged = count === spaces.length ? 'stays' : 'does not stay'
  const verdict = name === baseline ? 'the baseline' : judged
  console.log(`${name} beats random on ${count} of ${spaces.length} spaces: ${verdict}`)
}
writeFileSync(new URL('best-so-far.svg', import.meta.url), plot(panels))
