import { biasStays } from './bias-place.js'
import type { FlatList } from './flat-list.js'
import type { Taken } from './flat-nest.js'
import type { BufferName } from './nest.js'
import { loopsOfList, severalChunks, type Several } from './normal.js'
import type { AttachPoint, Axis, Fill } from './schedule.js'
import type { Subject } from './subject.js'
import type { CuttingSizes } from './tiles.js'

/** How an operand comes while a list is walked, by the numbers of assembly/compiler/list-operands.ts. */
const coming = { before: 0, pieces: 1, piecesOfChunk: 2, anew: 3, kept: 4 } as const
type Coming = (typeof coming)[keyof typeof coming]

/** Whether pieces of one region come one by one. */
export const inPieces = (how: Coming): boolean => how === coming.pieces || how === coming.piecesOfChunk

/** How the bias comes, by the numbers of assembly/compiler/list-walk.ts. */
const biasComing = { none: 0, once: 1, forEach: 2 } as const
type BiasComing = (typeof biasComing)[keyof typeof biasComing]

/** What the loops of a list's nest would say of its buffers: no nest is made. */
export interface ListLoops {
  readonly taken: Readonly<Record<BufferName, Taken>>
  readonly a: Coming
  readonly b: Coming
  readonly bias: BiasComing
  /** Whether each tile of C has a start of its own. */
  readonly startsEach: boolean
}

/** The loops of a list, which are m, n and k from the outside. */
export function listLoops(
  { knobs, rest }: FlatList,
  cutting: CuttingSizes,
  { workload, hardware, extents, fromBias }: Subject,
): ListLoops {
  const several = severalChunks(cutting)
  const loops = loopsOfList(knobs, several, fromBias)
  const c = loops.acc_at === 'root' ? around(false, false, false) : around(several.m, several.n, false)
  const axes = c.around ?? []
  const stays = biasStays(axes, cutting, extents, hardware, loops, rest.acc_buffers)
  const { bias } = workload.epilogue
  return {
    taken: {
      a: takenAt(loops.inp_at, several),
      b: takenAt(loops.wgt_at, several),
      c,
      bias: !bias ? notTaken : stays ? around(false, false, false) : c,
    },
    a: comingOf(loops.inp_at, loops.inp_fill),
    b: comingOf(loops.wgt_at, loops.wgt_fill),
    bias: !bias ? biasComing.none : stays ? biasComing.once : biasComing.forEach,
    startsEach: axes.length > 0,
  }
}

function comingOf(point: AttachPoint, fill: Fill): Coming {
  if (point === 'k') return fill === 'first_use' ? coming.kept : coming.anew
  if (point !== 'root') return coming.piecesOfChunk
  return fill === 'first_use' ? coming.pieces : coming.before
}

/** Regions inside loops over some axes, by which those are. */
const insideLoops: readonly Taken[] = Array.from({ length: 8 }, (_, bits) => {
  const cuts = { m: (bits & 1) > 0, n: (bits & 2) > 0, k: (bits & 4) > 0 }
  const axes: readonly Axis[] = ['m', 'n', 'k']
  return { around: axes.filter((axis) => cuts[axis]), cuts, live: 1 }
})

const notTaken: Taken = { around: null, cuts: { m: false, n: false, k: false }, live: 1 }

const around = (m: boolean, n: boolean, k: boolean): Taken =>
  insideLoops[Number(m) + 2 * Number(n) + 4 * Number(k)]

function takenAt(point: AttachPoint, { m, n }: Several): Taken {
  if (point === 'root') return around(false, false, false)
  return around(m, n && point !== 'm', point === 'k')
}
