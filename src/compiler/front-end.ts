import type { Core } from './core.js'
import { flatListOf, type FlatList } from './flat-list.js'
import type { FlatNest } from './flat-nest.js'
import { checkLoops, scatteredGroup } from './limits.js'
import { ListFrontEnd } from './list-front-end.js'
import { normalUopAxis, type LoopKnobs } from './normal.js'
import type { Schedule, Tile } from './schedule.js'
import { overfull, placeBuffers } from './scratchpad.js'
import type { Unsaid } from './statements.js'
import { Structures } from './structures.js'
import type { Subject } from './subject.js'
import { cutAxes, mostChunks, type Cutting } from './tiles.js'

/** A schedule on its way to statements. */
interface Lowered {
  readonly schedule: Schedule
  readonly cutting: Cutting
  readonly loops: LoopKnobs
  readonly nest: FlatNest
}

/**
 * Writes the statements of schedules: of loops, by the nest's passes, kept by structure, and a walk of the nest; of lists
 * of products, by a walk of the list.
 */
export class FrontEnd {
  readonly #structures = new Structures()
  readonly #lists: ListFrontEnd
  /** The nest that is in the memory. */
  #nest: FlatNest | null = null

  constructor(private readonly core: Core) {
    this.#lists = new ListFrontEnd(core)
  }

  /**
   * Writes a schedule's statements into the memory, and how its buffers are placed.
   * @returns what of the schedule its statements do not say. @throws IllegalSchedule naming knob, limit and value.
   */
  write(subject: Subject, schedule: Schedule): Unsaid {
    const { products } = schedule
    if (products === null) return this.#writeLoops(subject, schedule)
    const unsaid = this.#lists.write(subject, flatListOf(schedule, products, subject.extents))
    if (!unsaid) throw this.#lists.refusal()
    return unsaid
  }

  /** The same of a list of products; null when it is refused. */
  writeList(subject: Subject, list: FlatList): Unsaid | null {
    return this.#lists.write(subject, list)
  }

  #writeLoops(subject: Subject, schedule: Schedule): Unsaid {
    const { extents, hardware } = subject
    const cutting = cutAxes(schedule, extents)
    checkLoops(schedule, cutting)
    const { loops, nest } = this.#structures.of(subject, schedule, cutting)
    const on = { taken: nest.taken, cutting, extents, hardware, list: null, buffers: schedule }
    const placement = placeBuffers(on)
    if (typeof placement === 'string') throw overfull(on, placement)
    this.core.place(placement)
    this.#walk({ schedule, cutting, loops, nest })
    return {
      uopAxis: normalUopAxis(schedule, cutting),
      aInPieces: loops.inp_fill === 'first_use',
      bInPieces: loops.wgt_fill === 'first_use',
    }
  }

  #walk({ schedule, cutting, loops, nest }: Lowered): void {
    const { code } = this.core
    if (nest !== this.#nest) this.#load(nest)
    this.#writeSizes(cutting, loops.threads > 1 ? 1 : schedule.alu_tiles)
    let tiles = 1
    for (const axis of nest.aroundTiles) tiles *= mostChunks(cutting, axis)
    if (code.walk(tiles, Number(schedule.uop_at === 'first')) === 0) throw scatteredGroup()
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
}

const lengthOf = (tile: Tile): number => (typeof tile === 'number' ? 1 : tile.length)
