import { normalSchedule } from '../../compiler/normal.js'
import type { Schedule } from '../../compiler/schedule.js'
import type { Hardware } from '../../hardware/hardware.js'
import { seededRandom } from '../../workload/random.js'
import type { Workload } from '../../workload/workload.js'
import type { Late } from '../certified/regions.js'
import { copyOf, draftOf, scheduleOf, type DraftProduct } from './draft.js'
import { KnownTimes } from './known-times.js'
import { change } from './moves.js'
import { BridgedTimes, PlainTimes, type Timed, type Timer } from './timed.js'

/** Where a walk begins and how far it goes. */
export interface Walk {
  readonly start: Schedule
  readonly seed: number
  /** Schedules tried. */
  readonly steps: number
  /** Cycles that a step may lose at the beginning, with probability 1/e; it falls to nearly nothing. */
  readonly temperature: number
  /** Whether gaps between loads are bridged wherever they can be (bridge.ts): each step costs two runs then. */
  readonly bridges: boolean
  /** Whether groups are parted by borders too. */
  readonly borders: boolean
}

export interface Walked {
  /** The fastest schedule that the walk came by; null when not even its start is legal. */
  readonly best: { readonly schedule: Schedule; readonly cycles: number } | null
  /** Runs, to the end or until they were too slow. */
  readonly simulated: number
}

const withoutBridges = (product: DraftProduct): DraftProduct => ({
  ...product,
  loads: product.loads.filter(({ wait, front }) => wait + front === 0),
})

/** Steps are those that need a run; of others there may be some times as many. */
const mostTries = 6

/** Cycles that a step may still lose at the end. */
const coldest = 0.3

/**
 * Simulated annealing over lists of products, on exact times: a changed schedule is kept if it is faster, or slower by
 * no more than chance allows; its run is cut off where it is slower than that.
 */
export function anneal(walk: Walk, workload: Workload, hardware: Hardware, timer: Timer, late: Late): Walked {
  if (late()) return { best: null, simulated: 0 }
  const random = seededRandom(walk.seed)
  let draft = draftOf(walk.start, workload, hardware)
  // What bridged the gaps of the start is found anew.
  if (walk.bridges) draft.products = draft.products.map(withoutBridges)
  const { burstBeats } = hardware
  const asTimed = walk.bridges ? new BridgedTimes(timer, burstBeats, draft) : new PlainTimes(timer)
  const times = new KnownTimes(asTimed, draft)
  const first = times.of(draft, Number.MAX_SAFE_INTEGER)
  if (first === null) return { best: null, simulated: timer.runs }
  let best: Timed = first
  let { cycles } = first
  const runs = walk.steps * (walk.bridges ? 2 : 1)
  for (let step = 0; timer.runs < runs && step < mostTries * walk.steps && !late(); step++) {
    const left = 1 - timer.runs / runs
    const temperature = walk.temperature * left * left + coldest
    const next = copyOf(draft)
    change(next, walk.borders, random)
    const chance = (random.below(2 ** 30) + 1) / 2 ** 30
    const timed = times.of(next, Math.ceil(cycles - temperature * Math.log(chance)) + 1)
    if (timed === null) continue
    draft = next
    ;({ cycles } = timed)
    if (cycles < best.cycles) best = timed
  }
  const schedule = normalSchedule(scheduleOf(best.draft), workload, hardware)
  return { best: { schedule, cycles: best.cycles }, simulated: timer.runs }
}
