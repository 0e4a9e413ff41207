/**
 * Target 1: candidates a second, end to end, of 200,000 random trials drawn evenly from the space that certified settles:
 * different programs, compiled, timed to the end, verified and stored. Beside it, how many schedules a second certified
 * settles by whatever means. Target 6: two workers against one. Target 7: what storing costs.
 * Needs `npm run build`. Run: node bench/throughput.js [TRIALS]
 */
import { preset } from '../dist/hardware/presets.js'
import { MeasurePool } from '../dist/measure/pool.js'
import { tune } from '../dist/service/tune.js'
import { atLeast, atMost, beside, main } from './report.js'
import { request, runTuning } from './tuning.js'

const trials = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 200_000)

const rateOf = ({ candidates, seconds }) => candidates / seconds

async function settledRate() {
  const pool = await MeasurePool.start({ workers: 2 })
  try {
    const { space_size, simulated, seconds, certified } = await tune(
      {
        ...request(null),
        hardware: preset('pynq'),
        strategy: 'certified',
        budget: { trials: null, seconds: 60 },
      },
      { pool },
    )
    const detail = `${simulated} run exactly${certified ? '' : '; not all settled in a minute'}`
    return beside('1 schedules settled by certified', space_size / seconds, '/s', detail)
  } finally {
    await pool.close()
  }
}

export async function rows() {
  const whole = await runTuning({ trials, workers: 2 })
  const perCandidate = (1e6 * whole.cpuSeconds) / whole.candidates
  const one = await runTuning({ trials, workers: 1 })
  const bare = await runTuning({ trials, workers: 2, stores: false })
  const two = await runTuning({ trials, workers: 2 })
  return [
    atLeast(
      `1 candidates, ${trials.toLocaleString('en-US')} random trials`,
      rateOf(whole),
      '/s',
      20_000,
      `${whole.candidates} different in ${whole.seconds.toFixed(1)} s, ${perCandidate.toFixed(0)} us of a core each`,
    ),
    await settledRate(),
    atLeast(
      '6 two workers against one',
      rateOf(two) / rateOf(one),
      'times',
      1.7,
      `${rateOf(one).toFixed(0)}/s with one, ${rateOf(two).toFixed(0)}/s with two`,
    ),
    atMost(
      '7 storing, time of a tuning without it',
      rateOf(bare) / rateOf(two),
      'times',
      1.05,
      `${rateOf(bare).toFixed(0)}/s without storing`,
    ),
  ]
}

await main(import.meta.url, rows)
