import type { UopAxis } from './schedule.js'

/*
 * A program as statements, in the machine's order: what the back end (assembly/compiler) makes instructions of,
 * whoever writes them. A statement is a row of numbers: its kind, three numbers that say whose it is, and the part of
 * the product's loops that it covers, as start and size along each axis (n and k in blocks, m in rows).
 *
 *   kind        id            slot       other        covers
 *   takeA       -             of A       1: fills it  m, k     sets aside a region of INP; the slot names it from here on
 *   takeB       -             of B       1: fills it  n, k     the same in WGT
 *   takeBias    1: first      of bias    -            n        the same in ACC, at its end, and brings the bias; first:
 *                                                              A and B are not brought before it has come
 *   start       -             of C       of bias      m, n     sets aside a region of ACC, and sets it to zero or to the bias
 *   fillA       -             of A       -            m, k     brings that part of A into the slot's region
 *   fillB       -             of B       -            n, k     brings that part of B
 *   tile        tile          of C       offset       m, n     from here on the number means these elements, dense n by m,
 *                                                              so far behind the start of the slot's region
 *   update      tile          of A       of B         m, n, k  adds the product of that part to a part of the tile
 *   finish      first tile    end        of bias      -        ALU passes [k, k + kSize) of the epilogue over outputs
 *                                                              [m, m + mSize) of tiles [first, end), in the order in
 *                                                              which they lie; all outputs where mSize is 0
 *   store       first tile    end        -            -        writes such outputs of the tiles back
 *   microOps    in front      1: later   -            -        loads the micro-ops that are used from here on; so many of
 *                                                              them in a burst of their own (0: as they come). Later:
 *                                                              the first micro-ops, where they are loaded without one
 *   wait        iterations    of ACC     -            -        has compute reset that element so many times, or nearly
 *
 * A region is taken where the last one of its buffer ends, or at the start again, from the share that the buffer has
 * (Placement); what was there is gone, and the back end makes whoever overwrites it wait. A region may be brought as
 * it lies in DRAM (one fill, or fills of whole rows), or in pieces, each one chunk of the inner axis (m of A, n of B)
 * by any number of k; the pieces of one chunk join up along k. Tiles that are finished together lie one behind the
 * other in one region. Without a microOps statement the micro-ops are loaded behind the first load of A or B, or
 * ahead of the first instruction that uses one. A slot is any small number; tiles are numbered from 0.
 */

export const statementKind = {
  takeA: 0,
  takeB: 1,
  takeBias: 2,
  start: 3,
  fillA: 4,
  fillB: 5,
  tile: 6,
  update: 7,
  finish: 8,
  store: 9,
  microOps: 10,
  wait: 11,
} as const
export type StatementKind = keyof typeof statementKind
export type StatementCode = (typeof statementKind)[StatementKind]

/** Where a statement's numbers are, in words from its first. */
export const statementField = {
  kind: 0,
  id: 1,
  slot: 2,
  other: 3,
  n: 4,
  nSize: 5,
  m: 6,
  mSize: 7,
  k: 8,
  kSize: 9,
} as const

export const wordsPerStatement = 10

/** What of a schedule its statements do not say: where micro-ops run, and whether operands come in pieces of one region. */
export interface Unsaid {
  readonly uopAxis: UopAxis
  readonly aInPieces: boolean
  readonly bInPieces: boolean
}
