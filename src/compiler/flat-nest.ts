import { loopsAround, type BufferName, type Leaf, type LeafOp, type Nest, type Node } from './nest.js'
import { axes, type Axis } from './schedule.js'
import { statementKind, type StatementKind } from './statements.js'

/*
 * A nest as rows of four numbers, as the walk takes it (assembly/compiler/walk.ts): a loop's row, then its body's.
 *
 *   kind    -1 of a loop, else the statement's
 *   axis    of a loop its own; of a tile the outermost loop's around it; of a fill the loop that repeats it, or -1
 *   threads of a loop the chunks it takes at a time; of a statement the axes that it covers, bit by bit
 *   end     of a loop the row behind its body; of a statement what each thread has of its own, bit by bit, and whether
 *           it fills the region that it takes
 */

const loopKind = -1
const none = -1
export const axisNumber = { m: 0, n: 1, k: 2 } as const satisfies Record<Axis, number>
const filledBit = 16
const ownBit = { a: 1, b: 2, c: 4, bias: 8 } as const satisfies Record<BufferName, number>
const rowLength = 4

/** What a buffer's regions cover: the axes whose loops are around where they are taken, and how many stand at once. */
export interface Taken {
  /** Loops around, outermost first; null when no region is taken at all. */
  readonly around: readonly Axis[] | null
  /** Which axes' loops those are. */
  readonly cuts: Readonly<Record<Axis, boolean>>
  readonly live: number
}

/** All that the walk and the placement of buffers need of a nest, whatever the sizes of its chunks. */
export interface FlatNest {
  readonly rows: Int32Array
  readonly taken: Readonly<Record<BufferName, Taken>>
  /** The loops that cut C, outermost first: those around its way back to memory. */
  readonly aroundTiles: readonly Axis[]
}

const takenBy = { a: 'copy_a', b: 'copy_b', bias: 'copy_bias', c: 'init' } as const satisfies Record<
  BufferName,
  LeafOp
>

export function flatten(nest: Nest): FlatNest {
  const aroundTiles = loopsAround(nest.body, 'write')?.map(({ axis }) => axis) ?? []
  const rows: number[] = []
  new Flattening(nest, aroundTiles[0] ?? 'n', rows).nodes(nest.body)
  const taken = (name: BufferName): Taken => {
    const loops = loopsAround(nest.body, takenBy[name])
    const threads = Math.max(1, ...(loops ?? []).map((loop) => loop.threads))
    const around = loops?.map(({ axis }) => axis) ?? null
    const cuts = (axis: Axis): boolean => around?.includes(axis) ?? false
    return {
      around,
      cuts: { m: cuts('m'), n: cuts('n'), k: cuts('k') },
      live: nest.buffers[name].perThread ? threads : 1,
    }
  }
  return {
    rows: Int32Array.from(rows),
    taken: { a: taken('a'), b: taken('b'), bias: taken('bias'), c: taken('c') },
    aroundTiles,
  }
}

class Flattening {
  constructor(
    private readonly nest: Nest,
    private readonly outermost: Axis,
    private readonly rows: number[],
  ) {}

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind === 'leaf') this.leaf(node)
      else {
        // C's tile is known where k's loop begins: that is where it gets its number.
        if (node.axis === 'k') this.statement('tile', axisNumber[this.outermost], ['m', 'n'], ['c'])
        const at = this.rows.length
        this.rows.push(loopKind, axisNumber[node.axis], node.threads, 0)
        this.nodes(node.body)
        this.rows[at + 3] = this.rows.length / rowLength
      }
    }
  }

  private leaf({ op, points, fill, repeatedBy }: Leaf): void {
    const repeats = repeatedBy === null ? none : axisNumber[repeatedBy]
    const covers = axes.filter((axis) => points.includes(axis))
    const filled = fill === 'whole' ? filledBit : 0
    const write = (kind: StatementKind, own: readonly BufferName[], flags = 0): void =>
      this.statement(kind, repeats, covers, own, flags)
    switch (op) {
      case 'copy_a':
        return write('takeA', ['a'], filled)
      case 'copy_b':
        return write('takeB', ['b'], filled)
      case 'copy_bias':
        return write('takeBias', ['bias'])
      case 'fill_a':
        return write('fillA', ['a'])
      case 'fill_b':
        return write('fillB', ['b'])
      case 'init':
        return write('start', ['c', 'bias'])
      case 'update':
        return write('update', ['a', 'b', 'c'])
      case 'epilogue':
        return write('finish', ['bias'])
      case 'write':
        return write('store', [])
    }
  }

  /** @param own buffers that the statement names a slot of: each thread's own where the buffer is per thread. */
  private statement(
    kind: StatementKind,
    axis: number,
    covers: readonly Axis[],
    own: readonly BufferName[],
    flags = 0,
  ): void {
    const bits = own.reduce(
      (mask, name) => mask | (this.nest.buffers[name].perThread ? ownBit[name] : 0),
      flags,
    )
    const covered = covers.reduce((mask, each) => mask | (1 << axisNumber[each]), 0)
    this.rows.push(statementKind[kind], axis, covered, bits)
  }
}
