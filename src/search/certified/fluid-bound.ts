import { epiloguePasses } from '../../compiler/epilogue.js'
import { extentsOf, type Extents } from '../../compiler/tiles.js'
import { beatBytes, type Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'

/*
 * A lower bound for many schedules at once: all those that cut m and n in given sequences, with k cut in unknown
 * ways of which only numbers are known. It is the flow bound (flow-bound.ts) with each tile's transfers and products
 * as fluids: a tile's products may begin when its first chunk has come, take their iterations and 7 cycles an
 * instruction, and end no sooner than the product of the last chunk after the last transfer. No other program of
 * these sequences does better, because each real GEMM waits for more than that.
 */

/**
 * How k is cut for one kind of tile: how many chunks at least and at most, and the smallest that its first and last
 * can be, in blocks.
 */
export interface KCut {
  readonly chunks: number
  readonly mostChunks: number
  readonly first: number
  readonly last: number
}

/** What is known of k's cutting for the first, the middle and the last tile of C. */
export interface KCuts {
  readonly first: KCut
  readonly middle: KCut
  readonly last: KCut
}

/** Where an operand is brought: once, whole or by pieces; or again for each tile, by chunks. */
export type Residence = 'whole' | 'pieces' | 'again'

/** The parts of a schedule that the bound looks at besides k. */
export interface TilePlan {
  /** The outer one of the two tile loops outside k. */
  readonly outer: 'm' | 'n'
  readonly m: readonly number[]
  readonly n: readonly number[]
  readonly inp: Residence
  readonly wgt: Residence
  /** One reset for all tiles, or one for each. */
  readonly startsAtOnce: boolean
  /** Tiles of each group that shares its ALU passes, in order. */
  readonly groups: readonly number[]
}

/** A transfer's cycles beyond its beats, and the idle cycle before the next (timing.md 4, 11.1). */
const perTransfer = 23
/** What another client's burst can save it (timing.md 7.3). */
const memoryDelay = 16
/** At most this many instructions stand between the micro-ops' load and the first transfer, less one: a cycle each. */
const firstTransferHelp = 2
/** A GEMM's or ALU's cycles beyond its iterations, with the idle cycle before the next. */
const perCompute = 7
/** A LOAD UOP of one word, with the idle cycle behind it. */
const perMicroOps = 23

/** A tile of C, and what is brought for it: beats of a block of k, and transfers for each chunk of k. */
interface Tile {
  rows: number
  blocks: number
  elements: number
  beats: number
  transfers: number
}

/**
 * The most bursts of LOADs that bring so many micro-ops: their table starts where a burst may, two neighbouring LOADs bring
 * more than the scratchpad holds, and each behind the first may start within a burst of its own (timing.md 7.1).
 */
export function microOpBursts(microOps: number, { burstBeats, depth }: Hardware): number {
  const loads = microOps <= depth.uop ? 1 : Math.ceil((2 * microOps) / depth.uop)
  return Math.ceil(microOps / (2 * burstBeats)) + loads - 1
}

export class FluidBound {
  private readonly tile: Tile = { rows: 0, blocks: 0, elements: 0, beats: 0, transfers: 0 }
  private readonly extents: Extents
  private readonly inpBeats: number
  private readonly wgtBeats: number
  private readonly perTransfer: number
  /** Iterations an output element and instructions a tile, of the epilogue. */
  private readonly aluIterations: number
  private readonly aluPasses: number
  private readonly hasBias: boolean

  constructor(
    workload: Workload,
    private readonly hardware: Hardware,
  ) {
    const passes = epiloguePasses(workload.epilogue)
    this.extents = extentsOf(workload, hardware)
    this.inpBeats = hardware.elementBytes.inp / beatBytes
    this.wgtBeats = hardware.elementBytes.wgt / beatBytes
    this.perTransfer = this.inpBeats === 1 ? perTransfer - 1 : perTransfer
    this.aluPasses = passes.length
    this.aluIterations = passes.reduce((sum, pass) => sum + (pass.op === 'add' ? 2 : 1), 0)
    this.hasBias = workload.epilogue.bias
  }

  /** Cycles that no schedule with this plan and these cuts of k beats. */
  cycles(plan: TilePlan, k: KCuts): number {
    const outers = plan.outer === 'm' ? plan.m : plan.n
    const inners = plan.outer === 'm' ? plan.n : plan.m
    const tiles = outers.length * inners.length
    let load = -firstTransferHelp
    let microOps = 0
    let moreChunks = 0
    let compute = perMicroOps
    let store = 0
    let count = 2
    if (plan.inp === 'whole') {
      load += this.extents.m * this.extents.k * this.inpBeats + this.perTransfer
      count++
    }
    if (plan.startsAtOnce) {
      compute += this.extents.m * this.extents.n + perCompute
      count++
    }
    let group = 0
    let pending = 0
    let pendingElements = 0
    let pendingStores = 0
    for (let i = 0, tile = 0; i < outers.length; i++) {
      for (let j = 0; j < inners.length; j++, tile++) {
        const cut = tile === 0 ? k.first : tile === tiles - 1 ? k.last : k.middle
        const { rows, blocks, elements, beats, transfers } = this.tileAt(plan, i, j)
        if (!plan.startsAtOnce) {
          compute += elements + perCompute
          count++
        }
        if (transfers > 0) {
          const came = load + beats * cut.first + transfers * this.perTransfer
          load += beats * this.extents.k + transfers * cut.chunks * this.perTransfer
          compute = Math.max(
            Math.max(compute, came) + elements * this.extents.k + perCompute * cut.chunks,
            load + elements * cut.last + perCompute,
          )
        } else {
          compute += elements * this.extents.k + perCompute * cut.chunks
        }
        microOps += Math.min(this.extents.k, cut.mostChunks * Math.min(rows, blocks)) + this.aluPasses + 1
        count += cut.chunks * (1 + transfers)
        moreChunks += (cut.mostChunks - cut.chunks) * (1 + transfers)
        pending++
        pendingElements += elements
        pendingStores += 1 + this.storeCycles(rows, blocks)
        if (pending < plan.groups[group]) continue
        compute += pendingElements * this.aluIterations + perCompute * this.aluPasses
        const joined = rows === this.extents.m
        store =
          Math.max(store, compute) +
          (joined ? 1 + this.storeCycles(rows, pendingElements / rows) : pendingStores)
        count += this.aluPasses + (joined ? 1 : pending)
        group++
        pending = pendingElements = pendingStores = 0
      }
    }
    return this.whole(Math.max(compute, store), count, count + moreChunks, microOps)
  }

  /** The tile that is walked at (i, j): good until the next one. */
  private tileAt(plan: Omit<TilePlan, 'groups'>, i: number, j: number): Readonly<Tile> {
    const { tile } = this
    const outerIsM = plan.outer === 'm'
    const inpComes = plan.inp === 'again' || (plan.inp === 'pieces' && (outerIsM ? j : i) === 0)
    const wgtComes = plan.wgt === 'again' || (outerIsM ? i : j) === 0
    tile.rows = plan.m[outerIsM ? i : j]
    tile.blocks = plan.n[outerIsM ? j : i]
    tile.elements = tile.rows * tile.blocks
    tile.beats = (inpComes ? tile.rows * this.inpBeats : 0) + (wgtComes ? tile.blocks * this.wgtBeats : 0)
    tile.transfers = Number(inpComes) + Number(wgtComes)
    return tile
  }

  /**
   * The same for all groupings: whichever tiles share passes, the products and passes of a tile and of all tiles behind
   * it come after its first chunk, and all but its products after the product of its last chunk.
   */
  leastOfGroupings(plan: Omit<TilePlan, 'groups'>, k: KCuts): number {
    const outers = plan.outer === 'm' ? plan.m : plan.n
    const inners = plan.outer === 'm' ? plan.n : plan.m
    const tiles = outers.length * inners.length
    const { extents } = this
    let load = -firstTransferHelp
    let count = 3 + this.aluPasses + (plan.startsAtOnce ? 1 : tiles)
    if (plan.inp === 'whole') {
      load += extents.m * extents.k * this.inpBeats + this.perTransfer
      count++
    }
    let work = perMicroOps + (plan.startsAtOnce ? extents.m * extents.n + perCompute : 0)
    // The most that compute waits before work that is still to be done.
    let waited = 0
    let microOps = 0
    let moreChunks = 0
    for (let i = 0, tile = 0; i < outers.length; i++) {
      for (let j = 0; j < inners.length; j++, tile++) {
        const cut = tile === 0 ? k.first : tile === tiles - 1 ? k.last : k.middle
        const { rows, blocks, elements, beats, transfers } = this.tileAt(plan, i, j)
        if (!plan.startsAtOnce) work += elements + perCompute
        if (transfers > 0) {
          waited = Math.max(waited, load + beats * cut.first + transfers * this.perTransfer - work)
          load += beats * extents.k + transfers * cut.chunks * this.perTransfer
        }
        work += elements * extents.k + perCompute * cut.chunks
        if (transfers > 0) waited = Math.max(waited, load + elements * cut.last + perCompute - work)
        work += elements * this.aluIterations
        microOps += Math.min(extents.k, cut.mostChunks * Math.min(rows, blocks)) + this.aluPasses + 1
        count += cut.chunks * (1 + transfers)
        moreChunks += (cut.mostChunks - cut.chunks) * (1 + transfers)
      }
    }
    const lastStore = 1 + this.storeCycles(plan.m[plan.m.length - 1], plan.n[plan.n.length - 1])
    const end = waited + work + perCompute * this.aluPasses + lastStore
    return this.whole(end, count, count + moreChunks + tiles * (this.aluPasses + 1), microOps)
  }

  /**
   * The same for all groupings and cuts of k, by sums alone: all transfers and then the last tile; or all that the
   * compute module does and then the last store.
   */
  leastCycles(plan: Omit<TilePlan, 'groups'>, mostChunks: number): number {
    const { m, n, k } = this.extents
    const tiles = plan.m.length * plan.n.length
    const rows = plan.m[plan.m.length - 1]
    const blocks = plan.n[plan.n.length - 1]
    const elements = rows * blocks
    const again = plan.wgt === 'again' ? plan.m.length : 1
    const inpAgain = plan.inp === 'again' ? plan.n.length : 1
    const inpTransfers = plan.inp === 'whole' ? 1 : plan.m.length * inpAgain
    const transfers = inpTransfers + plan.n.length * again
    const resets = plan.startsAtOnce ? 1 : tiles
    const beats = k * (m * inpAgain * this.inpBeats + n * again * this.wgtBeats)
    const lastStore = 1 + this.storeCycles(rows, blocks)
    const lastTile = elements * (1 + this.aluIterations) + perCompute * (1 + this.aluPasses) + lastStore
    const memory = beats + transfers * this.perTransfer - firstTransferHelp + lastTile
    const iterations = m * n * (1 + k + this.aluIterations)
    const compute = perMicroOps + iterations + perCompute * (resets + tiles + this.aluPasses) + lastStore
    const count = 2 + transfers + resets + tiles + this.aluPasses + 1
    const most = count + tiles * (3 * mostChunks + this.aluPasses + 1)
    return this.whole(Math.max(memory, compute), count, most, this.mostMicroOps(tiles))
  }

  /** As many as any program of so many tiles can use without loading others in between. */
  private mostMicroOps(tiles: number): number {
    return Math.min(this.hardware.depth.uop, tiles * (this.extents.k + this.aluPasses + 1))
  }

  /** C's rows of m lie one behind the other; a tile of all rows is one run (docs/layout.md). */
  private storeCycles(rows: number, blocks: number): number {
    const r = this.inpBeats
    const runs = rows === this.extents.m ? 1 : blocks
    const elements = rows * blocks
    const bursts = runs * Math.ceil(((elements / runs) * r) / this.hardware.burstBeats)
    return r === 1 ? elements + 4 * bursts : (r + 1) * elements + 3 * bursts
  }

  /**
   * Adds what comes before the first of at least `count` instructions, and takes off what bursts of other clients
   * can help: of the micro-ops, the bias, and fetch of at most `most` instructions.
   */
  private whole(end: number, count: number, most: number, microOps: number): number {
    const batch = this.hardware.burstBeats / 2
    const batches = Math.ceil(count / batch)
    const lastFetched = (batches - 1) * (3 * batch + 21) - 2 * (batch - 1)
    const uopBursts = microOpBursts(microOps, this.hardware)
    const ofMicroOps =
      microOps <= this.hardware.depth.uop ? this.helpOf(uopBursts) : memoryDelay * (uopBursts - 1)
    const ofBias = this.hasBias ? memoryDelay * this.biasBursts() : 0
    const helped = this.helpOf(Math.ceil(most / batch)) + ofMicroOps + ofBias
    const start = 22 + 2 * Math.min(count, batch)
    return start + Math.max(end + 1 - helped, batches > 1 ? lastFetched : 0)
  }

  /**
   * What bursts behind the first can save transfers of their start-up, all but the last of them as long as can be: those take
   * as many beats as they save, but for one.
   */
  private helpOf(bursts: number): number {
    if (bursts === 1) return 0
    return memoryDelay + (bursts - 2) * Math.max(0, memoryDelay + 1 - this.hardware.burstBeats)
  }

  private biasBursts(): number {
    const beats = (this.extents.n * this.hardware.elementBytes.acc) / beatBytes
    return Math.ceil(beats / this.hardware.burstBeats) + this.extents.n
  }
}
