import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import { workloadId, type Workload } from '../workload/workload.js'
import { gemmSpace } from './gemm-space.js'
import { sequenceSpace } from './sequence-space/space.js'
import type { Space } from './space.js'

/** The spaces by the names that people call them; each has a name with a version too. */
export const spaceNames = ['sequences', 'equal-tiles'] as const
export type SpaceName = (typeof spaceNames)[number]

const makers: Readonly<Record<SpaceName, (workload: Workload, hardware: Hardware) => Space>> = {
  sequences: sequenceSpace,
  'equal-tiles': gemmSpace,
}

/** Spaces that are kept, the oldest given up first: a request is looked at before it is tuned. */
const keptSpaces = 8
const kept = new Map<string, Space>()

export function spaceOf(name: SpaceName, workload: Workload, hardware: Hardware): Space {
  const key = `${name} ${workloadId(workload)} ${JSON.stringify(hardware)}`
  const known = kept.get(key)
  if (known) return known
  const space = makers[name](workload, hardware)
  for (const oldest of kept.keys()) {
    if (kept.size < keptSpaces) break
    kept.delete(oldest)
  }
  kept.set(key, space)
  return space
}

/** A space by its name from outside. @throws InputError naming the ones there are. */
export function spaceNamed(name: string): SpaceName {
  const found = spaceNames.find((known) => known === name)
  if (found === undefined) {
    throw new InputError('space', `unknown space "${name}": one of ${spaceNames.join(', ')}`)
  }
  return found
}
