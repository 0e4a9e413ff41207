import type { Schedule } from '../compiler/schedule.js'
import { extentsOf } from '../compiler/tiles.js'
import type { Subject } from '../measure/messages.js'
import { scaled } from '../search/nearest.js'
import type { Space } from '../search/space.js'
import type { BestShape } from '../store/bests.js'
import type { WarmStart } from '../store/records.js'
import type { Store } from '../store/store.js'
import { workloadId, type Workload } from '../workload/workload.js'

/** Bests of others that a tuning begins with at most; each gives one or two points. */
const mostOthers = 8

type Shape = Pick<Workload, 'm' | 'n' | 'k'>

/** How far two shapes are apart: the axes' ratios in powers of two, as a length. */
const apart = (a: Shape, b: Shape): number =>
  Math.hypot(Math.log2(a.m / b.m), Math.log2(a.n / b.n), Math.log2(a.k / b.k))

const nameOf = ({ hardware, workload_id }: BestShape): string => `${hardware} ${workload_id}`

/** Those of the same hardware first, then the nearest shapes, then by name: the same database always gives the same. */
function nearest({ workload, hardware }: Subject, shapes: readonly BestShape[]): readonly BestShape[] {
  const own = workloadId(workload)
  const elsewhere = (shape: BestShape): number => (shape.hardware === hardware.name ? 0 : 1)
  return shapes
    .filter((shape) => shape.workload_id !== own || elsewhere(shape) === 1)
    .toSorted(
      (a, b) =>
        elsewhere(a) - elsewhere(b) ||
        apart(a, workload) - apart(b, workload) ||
        (nameOf(a) < nameOf(b) ? -1 : 1),
    )
    .slice(0, mostOthers)
}

/** What is best for other workloads and hardware and so may be good here: as it is, and with its tiles grown in proportion. */
export function warmStarts(store: Store, subject: Subject): readonly WarmStart[] {
  const to = extentsOf(subject.workload, subject.hardware)
  return nearest(subject, store.bests.shapes()).flatMap(({ workload_id, hardware: name, ...shape }) => {
    const best = store.bests.get(workload_id, name)
    const hardware = store.accelerators.get(name)
    if (!best || !hardware) return []
    const from = extentsOf(shape, hardware)
    return [best.schedule, scaled(best.schedule, from, to)].map((schedule) => ({
      workload_id,
      hardware: name,
      schedule,
    }))
  })
}

/** The different points of a space that come nearest to schedules, in their order. */
export const nearestPoints = (space: Space, schedules: readonly Schedule[]): readonly number[] => [
  ...new Set(schedules.map((schedule) => space.nearest(schedule))),
]
