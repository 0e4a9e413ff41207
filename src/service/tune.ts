import { defaultSchedule } from '../compiler/default.js'
import { InputError } from '../hardware/input.js'
import { requireMeasurable } from '../measure/measurable.js'
import { spaceInTurns, spaceOf } from '../search/spaces.js'
import { askingStrategy } from '../search/strategies.js'
import { CertifiedRun } from './certified-run.js'
import type { TuneRequest, TuneResult } from './tuning.js'
import { nearestPoints } from './warm-start.js'
import { TuningRun, type TuneOptions } from './tuning-run.js'

/**
 * Refuses at once what a tuning could only fail at.
 * @throws InputError naming tensors, strategy or space, and the limit.
 */
export function requireTunable({ workload, hardware, strategy, space, seed, budget }: TuneRequest): void {
  requireMeasurable(workload, hardware)
  if (strategy !== 'certified') {
    const kind = askingStrategy(strategy)
    // A space takes a while to make, for which a server would answer nobody: only a strategy with a limit must know.
    if (kind.mostPoints === null) return
    kind.start({ space: spaceOf(space, workload, hardware), seed, trials: budget.trials })
  } else if (space !== 'sequences') {
    throw new InputError('space', `certified settles sequences: leave the space out, or use another strategy`)
  }
}

/** Makes in turns, where others wait for the thread, what `requireTunable` would make at once. */
export async function prepareToTune({ workload, hardware, strategy, space }: TuneRequest): Promise<void> {
  if (strategy === 'certified' || askingStrategy(strategy).mostPoints === null) return
  requireMeasurable(workload, hardware)
  await spaceInTurns(space, workload, hardware)
}

/** Tunes a workload. @throws InputError as `requireTunable` does; the signal's reason when that aborts. */
export async function tune(request: TuneRequest, options: TuneOptions): Promise<TuneResult> {
  requireTunable(request)
  const { workload, hardware, strategy } = request
  const plain = defaultSchedule(workload, hardware)
  if (strategy === 'certified') return new CertifiedRun(plain, request, options).run()
  const space = await spaceInTurns(request.space, workload, hardware)
  if (space.size === 0) {
    const { m, n, k } = workload
    throw new InputError(
      'space',
      `${request.space} has no schedule of ${m}x${n}x${k}: use equal-tiles, or certified, which walks through lists of products too`,
    )
  }
  const first = nearestPoints(space, options.startFrom ?? [])
  return new TuningRun({ space, defaultSchedule: plain, first }, request, options).run()
}
