import type { Core } from './core.js'
import type { FlatList } from './flat-list.js'
import { inPieces, listLoops } from './list-loops.js'
import { listRefusals, refusedList } from './list-refusals.js'
import { uopPlaces, type IllegalSchedule } from './schedule.js'
import { overfull, placeBuffers, type Listed, type Placeable, type Shared } from './scratchpad.js'
import type { Unsaid } from './statements.js'
import type { Subject } from './subject.js'
import type { CuttingSizes, Extents } from './tiles.js'

/** Why a list is refused: its products, or a buffer that its scratchpad does not hold. */
type Refusal =
  | { readonly list: FlatList; readonly depth: number; readonly reason: number }
  | { readonly on: Placeable; readonly buffer: Shared }

/**
 * Writes the statements of lists of products: compiled code takes the list and walks it, and here is said between the two
 * where buffers lie. A list that is refused is no error yet: most are asked for by a search that goes on.
 */
export class ListFrontEnd {
  #refusal: Refusal | null = null

  constructor(private readonly core: Core) {}

  /** Writes a list's statements into the memory. Returns what they do not say, or null when it is refused. */
  write(subject: Subject, list: FlatList): Unsaid | null {
    const { core } = this
    const { code } = core
    // The memory may grow when room is made: its words are asked for behind that.
    const at = code.reserveList(list.length) / 4
    core.words.set(list.words.subarray(0, list.length), at)
    const taken = code.takeList()
    if (taken !== 0) return this.#refuse(subject, list, taken)
    const { extents, hardware } = subject
    const cutting = this.#sizesOf(list, extents)
    const loops = listLoops(list, cutting, subject)
    const on = {
      taken: loops.taken,
      cutting,
      extents,
      hardware,
      list: this.#listed(list),
      buffers: list.rest,
    }
    const placement = placeBuffers(on)
    if (typeof placement === 'string') {
      this.#refusal = { on, buffer: placement }
      return null
    }
    core.place(placement)
    const walked = code.walkList(
      loops.a,
      loops.b,
      Number(loops.startsEach),
      loops.bias,
      uopPlaces.indexOf(list.knobs.uop_at),
      hardware.depth.acc - 1,
    )
    if (walked !== 0) return this.#refuse(subject, list, walked)
    return { uopAxis: list.rest.uop_axis, aInPieces: inPieces(loops.a), bInPieces: inPieces(loops.b) }
  }

  #refuse({ extents }: Subject, list: FlatList, reason: number): null {
    this.#refusal = { list, depth: extents.k, reason }
    return null
  }

  /** The error of the list that was refused last; its words must be as they were. */
  refusal(): IllegalSchedule {
    const refusal = this.#refusal
    if (!refusal) throw new Error('no list was refused')
    if ('on' in refusal) return overfull(refusal.on, refusal.buffer)
    const { code } = this.core
    const { list, depth, reason } = refusal
    const why = listRefusals[reason]
    const at = code.guiltyOfList()
    return refusedList(why, { list, at, depth, blocks: why === 'too short' ? code.blocksOfTile(at) : 0 })
  }

  /** How the list that was taken cuts its axes: k as its deepest product does. */
  #sizesOf({ rows, columns }: FlatList, extents: Extents): CuttingSizes {
    const { code } = this.core
    const depth = code.largestDepth()
    const k = { count: Math.ceil(extents.k / depth), largest: depth }
    return {
      m: { count: rows, largest: code.largestRows() },
      n: { count: columns, largest: code.largestColumns() },
      k,
      firstK: k,
      lastK: k,
    }
  }

  #listed({ products }: FlatList): Listed {
    const { code } = this.core
    return {
      products,
      largest: { a: code.largestPieceOfA(), b: code.largestPieceOfB() },
      waits: code.listWaits() !== 0,
    }
  }
}
