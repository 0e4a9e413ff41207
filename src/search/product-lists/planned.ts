import { subjectOf } from '../../compiler/subject.js'
import type { Schedule } from '../../compiler/schedule.js'
import type { Extents } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { equalChunks, withSmallEnd } from './chunks.js'
import { eachAlone, plainProduct, scheduleOf, type DraftProduct } from './draft.js'
import { loadPlans, type LoadPlan, type Stage } from './load-plans.js'

/** Columns that C is cut into, about. */
const mostColumns = 8

/** Lists whose loads are planned (load-plans.ts), where A and C stay. */
export function plannedLists(workload: Workload, hardware: Hardware): readonly Schedule[] {
  const { extents, passes } = subjectOf(workload, hardware)
  const columns = withSmallEnd(equalChunks(extents.n, Math.ceil(extents.n / mostColumns)))
  return loadPlans(extents, hardware, columns, passes.length).map((plan) => listOf(plan, extents))
}

/** Multiplies, behind each load, all that has come. */
function listOf({ columns, loads }: LoadPlan, { m }: Extents): Schedule {
  const list = new PlannedProducts()
  for (const { stage, until } of loads) {
    if (stage) list.bringB(stage, until)
    else list.bringA(until)
  }
  return scheduleOf({
    m: [m],
    n: [...columns],
    products: list.products,
    groups: eachAlone(columns.length),
    firstFront: 0,
    knobs: {
      inp_at: 'root',
      wgt_at: 'k',
      acc_at: 'root',
      inp_fill: 'first_use',
      wgt_fill: 'first_use',
      uop_at: 'first',
    },
  })
}

/** Products as loads let them be; each load comes with the first product that needs it. */
class PlannedProducts {
  readonly products: DraftProduct[] = []
  /** Blocks of k of A that have come, and those that the loads of products so far bring. */
  private a = 0
  private loadedA = 0
  /** Of the stage: where loads of B end; blocks of k that loads of products so far bring, and that are multiplied. */
  private stage: Stage | null = null
  private ends: number[] = []
  private loadedB = 0
  private done = 0

  bringA(until: number): void {
    this.a = until
    this.multiply()
  }

  bringB(stage: Stage, until: number): void {
    if (stage !== this.stage) {
      this.stage = stage
      this.ends = []
      this.loadedB = this.done = stage.from
    }
    this.ends.push(until)
    this.multiply()
  }

  /** A product takes B from one load. */
  private multiply(): void {
    const { stage } = this
    if (stage === null) return
    for (const end of this.ends) {
      const until = Math.min(this.a, end)
      if (this.done < until) this.product(stage, until, end)
    }
  }

  private product({ first, end }: Stage, until: number, endOfLoad: number): void {
    const ahead = {
      a: this.loadedA < until ? this.a - until : 0,
      b: this.loadedB < until ? endOfLoad - until : 0,
      chunks: 0,
    }
    if (this.loadedA < until) this.loadedA = this.a
    if (this.loadedB < until) this.loadedB = endOfLoad
    this.products.push({ ...plainProduct(0, first, end - first, until - this.done), ahead })
    this.done = until
  }
}
