import type { TilewrightClient, Tuning } from '../client/index.js'
import { presetNames } from '../hardware/preset-names.js'
import { InputError } from '../hardware/input.js'
import { workloadInput } from '../workload/workload-input.js'
import { Interrupted, WorkFailed } from './failure.js'
import { interruptible } from './interrupt.js'
import { nothingKnown } from '../service/tuning.js'
import { progressBar } from './progress.js'
import { tunedBy, type Tuned, type TuneWish } from './tune-here.js'

/**
 * Has a server tune, and shows how far it is; Ctrl-C stops the watching, and the server goes on.
 * @throws InputError for hardware of a file, which the server does not have; ApiError; WorkFailed; Interrupted
 */
export async function tuneThere(client: TilewrightClient, wish: TuneWish): Promise<Tuned> {
  const { workload, hardware, strategy, space, budget, seed, warm_start, retain } = wish
  if (!presetNames.some((name) => name === hardware.name)) {
    throw new InputError('hardware', `a server tunes for its own: one of ${presetNames.join(', ')}`)
  }
  const posted = await client.tune({
    workload: workloadInput(workload),
    hardware: hardware.name,
    strategy,
    space,
    budget: {
      ...(budget.trials !== null && { trials: budget.trials }),
      ...(budget.seconds !== null && { seconds: budget.seconds }),
    },
    seed,
    warm_start,
    ...(retain !== null && { retain }),
  })
  try {
    await interruptible((signal) => watchIt(client, posted.id, signal))
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    const { progress } = await client.tuning(posted.id)
    if (progress) wish.onInterrupted?.(soFar(wish, posted, progress))
    throw new Interrupted(`the server goes on with ${posted.id}`)
  }
  const over = await client.tuning(posted.id)
  if (over.result === null) throw new WorkFailed(over.error ?? `the tuning was ${over.state}`)
  return tunedBy(strategy, over, over.result)
}

/** What a tuning that goes on elsewhere has found by now. */
const soFar = (
  { strategy, hardware }: TuneWish,
  { workload_id, seed }: Tuning,
  { best, simulated, seconds, candidates_per_second }: NonNullable<Tuning['progress']>,
): Tuned => ({
  ...nothingKnown,
  workload_id,
  hardware: hardware.name,
  strategy,
  seed,
  best,
  microseconds: best && best.cycles / hardware.clockMHz,
  simulated,
  seconds,
  candidates_per_second,
})

/** Shows a tuning's progress until it is over. */
async function watchIt(client: TilewrightClient, id: string, signal: AbortSignal): Promise<void> {
  const bar = progressBar()
  const show = ({ progress }: Tuning): void => {
    if (progress) bar.show(progress)
  }
  try {
    for await (const news of client.events(id, signal)) {
      if (news.event === 'snapshot') news.tunings.forEach((tuning) => show(tuning))
      else show(news.tuning)
    }
  } finally {
    bar.stop()
  }
  signal.throwIfAborted()
}
