import * as f from './fields.js'

/** What a LOAD or STORE that is no no-op moves: rows in DRAM, and the dense block of a scratchpad they lie in. */
export interface TransferBlock {
  /** Element indices that the block covers, [first, first + elements), not yet wrapped; pads included. */
  readonly first: number
  readonly elements: number
  /** Index of the first row's first element from DRAM, and of one row's from the row before (timing.md 7.5). */
  readonly firstRow: number
  readonly pitch: number
  readonly rows: number
  /** Elements of a row in DRAM. */
  readonly columns: number
  /** DRAM index of the first row, and elements between row starts. */
  readonly dramIndex: number
  readonly stride: number
}

/** @returns what the LOAD at `words[at]` moves, zero padding around its rows included. */
export function loadBlock(words: Uint32Array, at: number): TransferBlock {
  const rows = f.ySizeAt(words, at)
  const columns = f.xSizeAt(words, at)
  const top = f.yPadTopAt(words, at)
  const left = f.xPadLeftAt(words, at)
  const first = f.scratchpadIndexAt(words, at)
  const pitch = left + columns + f.xPadRightAt(words, at)
  return {
    first,
    elements: (top + rows + f.yPadBottomAt(words, at)) * pitch,
    firstRow: first + top * pitch + left,
    pitch,
    rows,
    columns,
    dramIndex: f.dramIndexAt(words, at),
    stride: f.xStrideAt(words, at),
  }
}

/** A STORE of zero rows stores this many (timing.md 8). */
const storeRowsOfZero = 65_536

/** @returns what the STORE at `words[at]` moves; its pads are ignored. */
export function storeBlock(words: Uint32Array, at: number): TransferBlock {
  const rows = f.ySizeAt(words, at) || storeRowsOfZero
  const columns = f.xSizeAt(words, at)
  const first = f.scratchpadIndexAt(words, at)
  return {
    first,
    elements: rows * columns,
    firstRow: first,
    pitch: columns,
    rows,
    columns,
    dramIndex: f.dramIndexAt(words, at),
    stride: f.xStrideAt(words, at),
  }
}

/** Byte address of a row: base registers are 0, and addresses have 32 bits (timing.md 2). */
export const rowAddress = (block: TransferBlock, row: number, elementBytes: number): number =>
  ((block.dramIndex + row * block.stride) * elementBytes) % 2 ** 32

/** Whether the rows follow each other without gaps, in DRAM and in the scratchpad, so that one copy moves them all. */
export const isOneRun = (block: TransferBlock): boolean =>
  block.rows === 1 || (block.stride === block.columns && block.pitch === block.columns)

/** Rows of a LOAD before this one are overwritten by its later ones, which wrap round the scratchpad's depth. */
export const firstVisibleRow = ({ rows, pitch }: TransferBlock, depth: number): number =>
  Math.max(0, rows - Math.ceil(depth / pitch) - 1)
