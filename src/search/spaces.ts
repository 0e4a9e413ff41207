import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import { workloadId, type Workload } from '../workload/workload.js'
import { gemmSpace } from './gemm-space.js'
import { atOnce, inTurns } from './in-steps.js'
import { sequenceSpaceInSteps } from './sequence-space/space.js'
import type { Space } from './space.js'

/** The spaces by the names that people call them; each has a name with a version too. */
export const spaceNames = ['sequences', 'equal-tiles'] as const
export type SpaceName = (typeof spaceNames)[number]

type Maker = (workload: Workload, hardware: Hardware) => Generator<undefined, Space>

const makers: Readonly<Record<SpaceName, Maker>> = {
  sequences: sequenceSpaceInSteps,
  *'equal-tiles'(workload, hardware) {
    yield
    return gemmSpace(workload, hardware)
  },
}

/** Spaces that are kept, the oldest given up first: a request is looked at before it is tuned. */
const keptSpaces = 8
const kept = new Map<string, Space>()

const keyOf = (name: SpaceName, workload: Workload, hardware: Hardware): string =>
  `${name} ${workloadId(workload)} ${JSON.stringify(hardware)}`

function keep(key: string, space: Space): Space {
  for (const oldest of kept.keys()) {
    if (kept.size < keptSpaces) break
    kept.delete(oldest)
  }
  kept.set(key, space)
  return space
}

export function spaceOf(name: SpaceName, workload: Workload, hardware: Hardware): Space {
  const key = keyOf(name, workload, hardware)
  return kept.get(key) ?? keep(key, atOnce(makers[name](workload, hardware)))
}

/** The same where a new one, which takes up to a tenth of a second, must keep nobody waiting; `spaceOf` has it from then on. */
export async function spaceInTurns(name: SpaceName, workload: Workload, hardware: Hardware): Promise<Space> {
  const key = keyOf(name, workload, hardware)
  return kept.get(key) ?? keep(key, await inTurns(makers[name](workload, hardware)))
}

/** A space by its name from outside. @throws InputError naming the ones there are. */
export function spaceNamed(name: string): SpaceName {
  const found = spaceNames.find((known) => known === name)
  if (found === undefined) {
    throw new InputError('space', `unknown space "${name}": one of ${spaceNames.join(', ')}`)
  }
  return found
}
