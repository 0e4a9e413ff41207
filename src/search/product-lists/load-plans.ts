import type { Extents } from '../../compiler/tiles.js'
import { beatBytes, type Hardware } from '../../hardware/hardware.js'

/*
 * In which loads A and B come, where A stays: searched on a machine whose memory serves one load after the other and whose
 * compute module multiplies what has come. B comes along a track: some columns of C together for a part of k, then
 * column by column; A comes along k. What a plan has done is how far both have come, so the fastest ways there are kept, and
 * gone on from (dynamic programming): few large loads pay the memory's start-up seldom, small ones let compute begin soon.
 */

/** A part of the track: columns [first, end), blocks [from, until) of k. */
export interface Stage {
  readonly first: number
  readonly end: number
  readonly from: number
  readonly until: number
}

/** One load: blocks of k up to which A has come then, or B in a stage. */
export interface PlannedLoad {
  readonly stage: Stage | null
  readonly until: number
}

export interface LoadPlan {
  /** Blocks of n of each column. */
  readonly columns: readonly number[]
  readonly loads: readonly PlannedLoad[]
  /** When compute is done, by the machine above, without what all plans have. */
  readonly cycles: number
}

/** Cycles of a load beyond its beats, of an instruction of compute beyond its iterations, of its fetch (timing.md 4, 6, 11.1). */
const perLoad = 23
const perCompute = 7
const perFetch = 2

/** Ways to get to a place of the track: when memory and compute are done; and the last load. */
interface Way {
  readonly memory: number
  readonly compute: number
  readonly load: PlannedLoad | null
  readonly before: Way | null
}

/** Places along k, about. */
const mostPlaces = 12

/** Places along k at which loads may end: few, the first ones close together, none further apart than a load may reach. */
function places(from: number, until: number, reach: number): readonly number[] {
  const step = Math.max(1, Math.min(reach, Math.ceil((until - from) / mostPlaces)))
  const found = [from]
  for (let size = 1, at = from + 1; at < until; at += size) {
    found.push(at)
    size = Math.min(step, 2 * size)
  }
  if (until > from) found.push(until)
  return found
}

/** Plans the loads of one way to go: so many columns together, for so many blocks of k. */
class Planner {
  private readonly beatsOfA: number
  private readonly beatsOfB: number
  private readonly placesOfA: readonly number[]
  /** Elements of B that a load brings at most: half of what there is room for, where B does not stay. */
  private readonly mostOfB: number

  constructor(
    private readonly extents: Extents,
    { elementBytes, depth }: Hardware,
    private readonly columns: readonly number[],
    private readonly passes: number,
  ) {
    this.beatsOfA = (extents.m * elementBytes.inp) / beatBytes
    this.beatsOfB = elementBytes.wgt / beatBytes
    this.placesOfA = places(0, extents.k, extents.k)
    this.mostOfB = extents.n * extents.k <= depth.wgt ? depth.wgt : Math.floor(depth.wgt / 2)
  }

  /** The fastest plan with the first columns together for a part of k. */
  plan(together: number, share: number): LoadPlan {
    const { extents, columns, placesOfA } = this
    let ways: (readonly Way[])[] = placesOfA.map(() => [])
    // While the first data comes, compute loads micro-ops and sets C to zero.
    ways[0] = [{ memory: 0, compute: perLoad + extents.m * extents.n, load: null, before: null }]
    for (const stage of this.stages(together, share)) ways = this.walk(stage, ways)
    const [last] = ways[placesOfA.length - 1].toSorted((a, b) => a.compute - b.compute)
    const loads: PlannedLoad[] = []
    for (let way: Way | null = last; way; way = way.before) if (way.load) loads.unshift(way.load)
    return { columns, loads, cycles: last.compute }
  }

  private stages(together: number, share: number): readonly Stage[] {
    const { k } = this.extents
    const alone = this.columns.map((_, i) => ({
      first: i,
      end: i + 1,
      from: i < together ? share : 0,
      until: k,
    }))
    const whole = { first: 0, end: together, from: 0, until: share }
    return [...(share > 0 ? [whole] : []), ...alone.filter(({ from }) => from < k)]
  }

  /** Through a stage. @param into by place of A, the ways to its begin. @returns by place of A, those to its end. */
  private walk(stage: Stage, into: readonly (readonly Way[])[]): (readonly Way[])[] {
    const { placesOfA } = this
    const width = this.widthOf(stage)
    const reach = Math.max(1, Math.floor(this.mostOfB / width))
    const placesOfB = places(stage.from, stage.until, reach)
    const ways: Way[][][] = placesOfB.map((_, b) => placesOfA.map((__, a) => (b === 0 ? [...into[a]] : [])))
    for (const [b, fromB] of placesOfB.entries()) {
      for (const [a, fromA] of placesOfA.entries()) {
        for (const way of ways[b][a]) {
          for (let next = a + 1; next < placesOfA.length; next++) {
            const to = placesOfA[next]
            const came = this.load(way, (to - fromA) * this.beatsOfA, { stage: null, until: to })
            keep(ways[b][next], this.multiply(came, stage, Math.min(fromA, fromB), Math.min(to, fromB)))
          }
          for (let next = b + 1; next < placesOfB.length; next++) {
            const to = placesOfB[next]
            if (to - fromB > reach) break
            const came = this.load(way, (to - fromB) * width * this.beatsOfB, { stage, until: to })
            keep(ways[next][a], this.multiply(came, stage, Math.min(fromA, fromB), Math.min(fromA, to)))
          }
        }
      }
    }
    // Its products are done: A has come as far.
    const last = ways[placesOfB.length - 1]
    return last.map((found, a) =>
      placesOfA[a] < stage.until ? [] : found.map((way) => this.finish(way, stage)),
    )
  }

  private widthOf({ first, end }: Stage): number {
    let width = 0
    for (let i = first; i < end; i++) width += this.columns[i]
    return width
  }

  private load(before: Way, beats: number, load: PlannedLoad): Way {
    return {
      memory: before.memory + beats + perLoad + perFetch,
      compute: before.compute + perFetch,
      load,
      before,
    }
  }

  /** With the products of blocks [from, until) of k, if there are any. */
  private multiply(way: Way, stage: Stage, from: number, until: number): Way {
    const blocks = until - Math.max(from, stage.from)
    if (blocks <= 0) return way
    const products = blocks * this.extents.m * this.widthOf(stage)
    return this.compute(way, Math.max(way.compute, way.memory), products, 1)
  }

  /** With the passes of a stage's columns, if it ends their sums. */
  private finish(way: Way, stage: Stage): Way {
    if (stage.until < this.extents.k) return way
    const passes = this.extents.m * this.widthOf(stage) * this.passes
    return this.compute(way, way.compute, passes, this.passes * (stage.end - stage.first))
  }

  private compute(way: Way, begin: number, iterations: number, instructions: number): Way {
    return {
      ...way,
      memory: way.memory + instructions * perFetch,
      compute: begin + iterations + instructions * (perCompute + perFetch),
    }
  }
}

/** Adds a way unless another is not behind it in anything; what it is not behind in anything goes. */
function keep(ways: Way[], way: Way): void {
  if (ways.some(({ memory, compute }) => memory <= way.memory && compute <= way.compute)) return
  const left = ways.filter(({ memory, compute }) => memory < way.memory || compute < way.compute)
  ways.splice(0, ways.length, ...left, way)
}

/** Plans kept for each number of columns together: they differ more than plans of like shares of k do. */
const ofEach = 2

/**
 * The best plans for several numbers of columns together. @param columns blocks of n of each. @param passes of the epilogue.
 */
export function loadPlans(
  extents: Extents,
  hardware: Hardware,
  columns: readonly number[],
  passes: number,
): readonly LoadPlan[] {
  const planner = new Planner(extents, hardware, columns, passes)
  const counts = new Set([1, 2, 3, 4].map((quarters) => Math.ceil((quarters * columns.length) / 4)))
  const shares = places(0, extents.k, extents.k).slice(1)
  const together = [...counts].flatMap((count) =>
    shares
      .map((share) => planner.plan(count, share))
      .toSorted((a, b) => a.cycles - b.cycles)
      .slice(0, ofEach),
  )
  return [planner.plan(0, 0), ...together]
}
