import { SingleBar } from 'cli-progress'
import type { TuneProgress } from '../service/tuning.js'
import { count } from './print.js'

/** Shows how far a tuning is, on stderr and only to a person. */
export interface ProgressBar {
  show(progress: TuneProgress): void
  stop(): void
}

const payload = ({ best, candidates_per_second }: TuneProgress) => ({
  best: best === null ? '-' : count(best.cycles),
  rate: count(Math.round(candidates_per_second)),
})

export function progressBar(): ProgressBar {
  if (!process.stderr.isTTY) return { show: () => {}, stop: () => {} }
  const bar = new SingleBar({
    format:
      '{bar} {percentage}% of {total} | best {best} cycles | {rate} candidates/s | {eta_formatted} left',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  })
  let started = false
  return {
    show(progress) {
      if (!started) bar.start(progress.trials, 0, payload(progress))
      started = true
      bar.update(progress.tried, payload(progress))
    },
    stop: () => bar.stop(),
  }
}
