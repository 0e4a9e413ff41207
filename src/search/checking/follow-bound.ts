import { epiloguePasses } from '../../compiler/epilogue.js'
import { layOut } from '../../compiler/layout.js'
import { extentsOf, type Extents } from '../../compiler/tiles.js'
import { beatBytes, type Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import type { Family } from '../certified/regions.js'

/*
 * The checker's own bound of schedules of the sequence space (docs/search-space.md, "What the checker relies on"): when
 * a tile's first chunk has come, and when its last one has, much is still to be done, and much must have been loaded
 * before. It knows nothing of the searcher's bounds, and looks at it from the other side: what must follow.
 */

/** What is known of how k is cut for a tile: chunks at least and at most, and the least blocks of the first and last. */
export interface Known {
  readonly chunks: number
  readonly mostChunks: number
  readonly first: number
  readonly last: number
}

/** The same for the first tile, those in the middle, and the last. */
export interface KnownCuts {
  readonly first: Known
  readonly middle: Known
  readonly last: Known
}

/** A LOAD's cycles beyond its beats, the idle one before the next included (timing.md 4, 11.1). */
const perLoad = 23
/** The same of an instruction of compute beyond its iterations (timing.md 4). */
const perCompute = 7
/** What a burst of another client can save a LOAD at most (docs/bounds.md, "Gaps between loads"). */
const mostHelp = 16
/** A LOAD of micro-ops that goes as early as the first LOAD of data can save that so much. */
const firstHelp = 2
/** The first instruction of a program is seen in this cycle, and two later for each in the first batch (timing.md 6). */
const firstSeen = 22

export class FollowBound {
  private readonly extents: Extents
  private readonly inpBeats: number
  private readonly wgtBeats: number
  private readonly aluIterations: number
  private readonly aluPasses: number
  private readonly perLoad: number
  private readonly hasBias: boolean
  /** Beats from the start of a window of the longest burst to the first micro-op. */
  private readonly microOpStart: number

  constructor(
    workload: Workload,
    private readonly hardware: Hardware,
  ) {
    const passes = epiloguePasses(workload.epilogue)
    this.extents = extentsOf(workload, hardware)
    this.inpBeats = hardware.elementBytes.inp / beatBytes
    this.wgtBeats = hardware.elementBytes.wgt / beatBytes
    this.aluPasses = passes.length
    this.aluIterations = passes.reduce((sum, { op }) => sum + (op === 'add' ? 2 : 1), 0)
    this.perLoad = perLoad - Number(this.inpBeats === 1)
    this.hasBias = workload.epilogue.bias
    const window = hardware.burstBeats * beatBytes
    this.microOpStart = Math.floor((layOut(workload, hardware).end % window) / beatBytes)
  }

  /**
   * Cycles that no schedule of a family beats whose k is cut as known.
   * @param wgtAgain whether B is brought again for each tile.
   * @param groups tiles of each group that shares its passes, in order; null: any.
   */
  cycles(family: Family, wgtAgain: boolean, cuts: KnownCuts, groups: readonly number[] | null): number {
    const { outer, inp, startsAtOnce } = family
    const { m, n, k } = this.extents
    const outers = outer === 'm' ? family.m : family.n
    const inners = outer === 'm' ? family.n : family.m
    const tiles = outers.length * inners.length
    // `load`: cycles of LOADs so far. `done`: cycles of compute so far. `late`: the most that a LOAD keeps compute behind.
    let load = inp === 'whole' ? m * k * this.inpBeats + this.perLoad : 0
    let done = perLoad + (startsAtOnce ? m * n + perCompute : 0)
    let late = 0
    // When the stores of all groups so far are done.
    let stored = 0
    let count = 3 + Number(inp === 'whole') + Number(startsAtOnce)
    let more = 0
    let microOps = 0
    let group = 0
    let shared = 0
    let sharedElements = 0
    let sharedStores = 0
    for (let tile = 0; tile < tiles; tile++) {
      const i = Math.floor(tile / inners.length)
      const j = tile - i * inners.length
      const rows = outer === 'm' ? outers[i] : inners[j]
      const blocks = outer === 'm' ? inners[j] : outers[i]
      const newRows = outer === 'm' ? j === 0 : i === 0
      const newColumns = outer === 'm' ? i === 0 : j === 0
      const loadsA = inp === 'again' || (inp === 'pieces' && newRows)
      const loadsB = wgtAgain || newColumns
      const beats = (loadsA ? rows * this.inpBeats : 0) + (loadsB ? blocks * this.wgtBeats : 0)
      const loads = Number(loadsA) + Number(loadsB)
      const cut = tile === 0 ? cuts.first : tile === tiles - 1 ? cuts.last : cuts.middle
      const elements = rows * blocks
      // Its accumulators can be started before its data comes.
      if (!startsAtOnce) done += elements + perCompute
      if (loads > 0) late = Math.max(late, load + beats * cut.first + loads * this.perLoad - done)
      load += beats * k + loads * cut.chunks * this.perLoad
      done += elements * k + perCompute * cut.chunks
      if (loads > 0) late = Math.max(late, load + elements * cut.last + perCompute - done)
      count += cut.chunks * (1 + loads) + Number(!startsAtOnce)
      more += (cut.mostChunks - cut.chunks) * (1 + loads)
      microOps += Math.min(k, cut.mostChunks * Math.min(rows, blocks)) + this.aluPasses + 1
      if (groups === null) {
        done += elements * this.aluIterations
        continue
      }
      shared++
      sharedElements += elements
      sharedStores += 1 + this.storeCycles(rows, blocks)
      if (shared < groups[group]) continue
      done += sharedElements * this.aluIterations + perCompute * this.aluPasses
      const joined = rows === m
      const own = joined ? 1 + this.storeCycles(m, sharedElements / m) : sharedStores
      stored = Math.max(stored, late + done) + own
      count += this.aluPasses + (joined ? 1 : shared)
      group++
      shared = sharedElements = sharedStores = 0
    }
    if (groups !== null) return this.started(stored, count, count + more, microOps)
    const lastStore = 1 + this.storeCycles(family.m[family.m.length - 1], family.n[family.n.length - 1])
    const end = late + done + perCompute * this.aluPasses + lastStore
    count += this.aluPasses
    return this.started(end, count, count + more + tiles * (this.aluPasses + 1), microOps)
  }

  /** Elements of C are stored by columns of blocks; those of all rows lie one behind the other (timing.md 8). */
  private storeCycles(rows: number, blocks: number): number {
    const r = this.inpBeats
    const runs = rows === this.extents.m ? 1 : blocks
    const elements = rows * blocks
    const bursts = runs * Math.ceil(((elements / runs) * r) / this.hardware.burstBeats)
    return r === 1 ? elements + 4 * bursts : (r + 1) * elements + 3 * bursts
  }

  /** Adds what comes first, for `count` instructions or more; takes off what bursts of other clients can save. */
  private started(cycles: number, count: number, most: number, microOps: number): number {
    const batch = this.hardware.burstBeats / 2
    const bias = this.hasBias ? this.biasBursts() : 0
    const bursts = this.microOpBursts(microOps)
    const byMicroOps = microOps <= this.hardware.depth.uop ? this.savedBy(bursts) : mostHelp * (bursts - 1)
    const saved = firstHelp + mostHelp * bias + byMicroOps + this.savedBy(Math.ceil(most / batch))
    return firstSeen + 2 * Math.min(count, batch) + 1 + cycles - saved
  }

  /** Bursts, all but the first and the last the longest: a LOAD that waits for one instead of the start-up waits for all of it. */
  private savedBy(bursts: number): number {
    const byLongest = Math.max(0, mostHelp + 1 - this.hardware.burstBeats)
    return bursts === 1 ? 0 : (bursts - 2) * byLongest + mostHelp
  }

  /** Bursts of LOADs of micro-ops, which lie behind the tensors: one more for each that does not fit beside others. */
  private microOpBursts(microOps: number): number {
    const { burstBeats, depth } = this.hardware
    const beats = this.microOpStart + Math.ceil(microOps / 2)
    const loads = microOps <= depth.uop ? 1 : Math.ceil((2 * microOps) / depth.uop)
    return Math.ceil(beats / burstBeats) + loads - 1
  }

  private biasBursts(): number {
    const beats = (this.extents.n * this.hardware.elementBytes.acc) / beatBytes
    return Math.ceil(beats / this.hardware.burstBeats) + this.extents.n
  }
}
