import type { TilewrightClient, Tuning } from '../client/index.js'
import { presetNames } from '../hardware/preset-names.js'
import { InputError } from '../hardware/input.js'
import { workloadInput } from '../workload/workload-input.js'
import { WorkFailed } from './failure.js'
import { interruptible } from './interrupt.js'
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
  await interruptible((signal) => watchIt(client, posted.id, signal))
  const over = await client.tuning(posted.id)
  if (over.result === null) throw new WorkFailed(over.error ?? `the tuning was ${over.state}`)
  return tunedBy(strategy, over, over.result)
}

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
