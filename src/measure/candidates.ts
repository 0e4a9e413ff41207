import type { Schedule } from '../compiler/schedule.js'
import type { Hardware } from '../hardware/hardware.js'
import { spaceOf, type SpaceName } from '../search/spaces.js'
import type { Workload } from '../workload/workload.js'

/** Points of a space of the subject's: whoever measures them makes their schedules. */
export interface Points {
  readonly kind: 'points'
  readonly space: SpaceName
  readonly indices: Float64Array
}

export interface Schedules {
  readonly kind: 'schedules'
  readonly schedules: readonly Schedule[]
}

/** What is to be measured, in order. */
export type Candidates = Points | Schedules

export const these = (...schedules: readonly Schedule[]): Schedules => ({ kind: 'schedules', schedules })

export const countOf = (candidates: Candidates): number =>
  candidates.kind === 'points' ? candidates.indices.length : candidates.schedules.length

/** Candidates `from` to `to` - 1. */
export const partOf = (candidates: Candidates, from: number, to?: number): Candidates =>
  candidates.kind === 'points'
    ? { ...candidates, indices: candidates.indices.slice(from, to) }
    : { ...candidates, schedules: candidates.schedules.slice(from, to) }

/** What makes a candidate's schedule, by its place. */
export function scheduleMaker(
  candidates: Candidates,
  { workload, hardware }: { readonly workload: Workload; readonly hardware: Hardware },
): (place: number) => Schedule {
  if (candidates.kind === 'schedules') return (place) => candidates.schedules[place]
  const space = spaceOf(candidates.space, workload, hardware)
  return (place) => space.at(candidates.indices[place])
}
