import { type Hardware, memoryId, type Scratchpad, scratchpads as names } from '../../hardware/hardware.js'
import { memoryAt } from '../../isa/fields.js'
import {
  firstVisibleRow,
  isOneRun,
  loadBlock,
  rowAddress,
  storeBlock,
  type TransferBlock,
} from '../../isa/transfer.js'
import type { Scratchpads } from './scratchpads.js'

/** A scratchpad as bytes, with what it takes to find an element in it. */
interface BytePad {
  readonly name: Scratchpad
  readonly bytes: Uint8Array
  readonly depth: number
  readonly elementBytes: number
}

/** Calls `piece(index, done, count)` for each unwrapped piece of `elements` elements from an index on. */
function eachPiece(
  first: number,
  elements: number,
  depth: number,
  piece: (index: number, done: number, count: number) => void,
): void {
  for (let done = 0; done < elements;) {
    const index = (first + done) % depth
    const count = Math.min(elements - done, depth - index)
    piece(index, done, count)
    done += count
  }
}

function fillZero({ bytes, depth, elementBytes }: BytePad, block: TransferBlock): void {
  eachPiece(block.first, Math.min(block.elements, depth), depth, (index, _, count) => {
    bytes.fill(0, index * elementBytes, (index + count) * elementBytes)
  })
}

/** The block as single copies: its rows, or the whole of it as one row where nothing lies between them. */
const asRuns = (block: TransferBlock): TransferBlock =>
  isOneRun(block) ? { ...block, rows: 1, columns: block.rows * block.columns } : block

/** Rows of a LOAD may stride out of DRAM, and read zeros there. */
function readDram(memory: Uint8Array, address: number, pad: Uint8Array, at: number, count: number): void {
  const present = memory.subarray(address, address + count)
  pad.set(present, at)
  if (present.length < count) pad.fill(0, at + present.length, at + count)
}

/** Nothing is there to be written outside DRAM; timing calls a STORE that tries a fault. */
function writeDram(memory: Uint8Array, address: number, pad: Uint8Array, at: number, count: number): void {
  const room = Math.min(count, memory.length - address)
  if (room > 0) memory.set(pad.subarray(at, at + room), address)
}

/** DRAM to and from the scratchpads, whole instructions at a time. */
export class Transfers {
  /** By memory id. */
  private readonly pads: readonly BytePad[]

  constructor(
    private readonly scratchpads: Scratchpads,
    { depth, elementBytes }: Hardware,
  ) {
    this.pads = names.map((name) => ({
      name,
      bytes: scratchpads.bytes[name],
      depth: depth[name],
      elementBytes: elementBytes[name],
    }))
  }

  /** The LOAD at `words[at]`: zeros around the rows, then the rows (timing.md 7.5). */
  load(words: Uint32Array, at: number, memory: Uint8Array): void {
    const block = loadBlock(words, at)
    const pad = this.pads[memoryAt(words, at)]
    const { bytes, depth, elementBytes } = pad
    if (block.elements > block.rows * block.columns) fillZero(pad, block)
    const runs = asRuns(block)
    for (let row = firstVisibleRow(runs, depth); row < runs.rows; row++) {
      const address = rowAddress(runs, row, elementBytes)
      eachPiece(runs.firstRow + row * runs.pitch, runs.columns, depth, (index, done, count) => {
        readDram(memory, address + done * elementBytes, bytes, index * elementBytes, count * elementBytes)
      })
    }
    this.scratchpads.loaded(pad.name, block.first, block.elements)
  }

  /** The STORE at `words[at]`: OUT elements, contiguous there, to rows in DRAM (timing.md 8). */
  store(words: Uint32Array, at: number, memory: Uint8Array): void {
    const { bytes, depth, elementBytes } = this.pads[memoryId.out]
    const runs = asRuns(storeBlock(words, at))
    for (let row = 0; row < runs.rows; row++) {
      const address = rowAddress(runs, row, elementBytes)
      eachPiece(runs.firstRow + row * runs.pitch, runs.columns, depth, (index, done, count) => {
        writeDram(memory, address + done * elementBytes, bytes, index * elementBytes, count * elementBytes)
      })
    }
  }
}
