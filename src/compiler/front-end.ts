import type { Core } from './core.js'
import type { FlatNest } from './flat-nest.js'
import { checkLoops } from './limits.js'
import { normalUopAxis, type LoopKnobs } from './normal.js'
import { ProductList } from './product-list.js'
import type { AttachPoint, Fill, ListedProduct, Schedule, Tile, UopAxis } from './schedule.js'
import { placeBuffers, type Placement } from './scratchpad.js'
import { StatementWriter } from './statement-writer.js'
import { statementKind } from './statements.js'
import { Structures } from './structures.js'
import type { Subject } from './subject.js'
import { refuseScattered } from './tile-groups.js'
import { cutAxes, mostChunks, type Cutting } from './tiles.js'
import { walkList } from './walk-list.js'
import { normalCuts } from './store-cuts.js'
import { normalLoads } from './uop-loads.js'

/** Ring by buffer: each has the number of the statement that takes its regions. */
const ringOf = {
  a: statementKind.takeA,
  b: statementKind.takeB,
  bias: statementKind.takeBias,
  c: statementKind.start,
} as const

/** A schedule on its way to statements. */
interface Lowered {
  readonly schedule: Schedule
  readonly cutting: Cutting
  readonly loops: LoopKnobs
  readonly nest: FlatNest
}

/** What of a schedule its statements do not say: where micro-ops run, and whether operands come in pieces. */
export interface Unsaid {
  readonly uopAxis: UopAxis
  readonly inpFill: Fill
  readonly wgtFill: Fill
}

/** Writes the statements of schedules: the nest's passes, kept by structure, then a walk of the nest. */
export class FrontEnd {
  readonly #structures = new Structures()
  readonly #writer: StatementWriter
  /** The nest that is in the memory. */
  #nest: FlatNest | null = null

  constructor(private readonly core: Core) {
    this.#writer = new StatementWriter(core)
  }

  /**
   * Writes a schedule's statements into the memory, and how its buffers are placed.
   * @returns what of the schedule its statements do not say. @throws IllegalSchedule naming knob, limit and value.
   */
  write(subject: Subject, schedule: Schedule): Unsaid {
    const cutting = cutAxes(schedule, subject.extents)
    const { products } = schedule
    if (products === null) checkLoops(schedule, cutting)
    const list = products && this.#listOf(subject, schedule, products, cutting)
    const { loops, nest } = this.#structures.of(subject, schedule, cutting)
    const { extents, hardware } = subject
    const placement = placeBuffers({ nest, cutting, extents, hardware, list }, schedule)
    this.#place(placement)
    if (list) this.#walkList(subject, { schedule, cutting, loops, nest }, list, placement)
    else this.#walk({ schedule, cutting, loops, nest })
    // Pieces of a list that are kept while there is room lie each in a region of its own.
    const lies = (at: AttachPoint, fill: Fill): Fill => (list && at === 'k' ? 'whole' : fill)
    return {
      uopAxis: normalUopAxis(schedule, cutting),
      inpFill: lies(loops.inp_at, loops.inp_fill),
      wgtFill: lies(loops.wgt_at, loops.wgt_fill),
    }
  }

  #listOf(
    { extents }: Subject,
    schedule: Schedule,
    products: readonly ListedProduct[],
    cutting: Cutting,
  ): ProductList {
    const loads = normalLoads(schedule.uop_loads, products.length)
    return new ProductList(products, loads, schedule.loads_ahead, cutting, extents)
  }

  #place(placement: Placement): void {
    for (const name of ['a', 'b', 'bias', 'c'] as const) {
      const { first, capacity, slot } = placement[name]
      this.core.code.setRing(ringOf[name], first, capacity, slot)
    }
  }

  #walk({ schedule, cutting, loops, nest }: Lowered): void {
    const { code } = this.core
    if (nest !== this.#nest) this.#load(nest)
    this.#writeSizes(cutting, loops.threads > 1 ? 1 : schedule.alu_tiles)
    let tiles = 1
    for (const axis of nest.aroundTiles) tiles *= mostChunks(cutting, axis)
    if (code.walk(tiles, Number(schedule.uop_at === 'first')) === 0) refuseScattered()
  }

  #load(nest: FlatNest): void {
    const at = this.core.code.setNodes(nest.rows.length / 4)
    this.core.words.set(nest.rows, at / 4)
    this.#nest = nest
  }

  #writeSizes({ m, n, k, firstK, lastK }: Cutting, groups: Tile): void {
    const { code } = this.core
    const tiles = [m.tile, n.tile, k.tile, firstK.tile, lastK.tile, groups]
    let total = 0
    for (const tile of tiles) total += lengthOf(tile)
    let at = code.reserveSizes(total) / 4
    const { words } = this.core
    for (const tile of tiles) {
      if (typeof tile === 'number') words[at++] = tile
      else for (const size of tile) words[at++] = size
    }
    code.setSizes(
      lengthOf(m.tile),
      lengthOf(n.tile),
      lengthOf(k.tile),
      lengthOf(firstK.tile),
      lengthOf(lastK.tile),
      lengthOf(groups),
    )
  }

  #walkList(
    subject: Subject,
    { schedule, loops, nest }: Lowered,
    list: ProductList,
    placement: Placement,
  ): void {
    this.#writer.begin()
    walkList(this.#writer, {
      nest,
      loops,
      list,
      placement,
      extents: subject.extents,
      spareAccumulator: subject.hardware.depth.acc - 1,
      uopAt: schedule.uop_at,
      fromBias: subject.fromBias,
      aluTiles: schedule.alu_tiles,
      storeCuts: normalCuts(schedule.store_cuts),
      hasBias: subject.workload.epilogue.bias,
      passes: subject.passes.length,
    })
    this.#writer.end()
  }
}

const lengthOf = (tile: Tile): number => (typeof tile === 'number' ? 1 : tile.length)
