import type { Hardware } from '../hardware/hardware.js'
import { copyImage } from './image.js'
import { microOpBytes } from './micro-op.js'
import type { Program } from './program.js'
import { firstVisibleRow, loadBlock, rowAddress } from './transfer.js'

/**
 * What the UOP scratchpad holds as LOAD UOP instructions fill it from the program's initial image: all that indices
 * depend on, known without running anything. (A program that stores over micro-ops it has yet to load is not
 * followed.)
 */
export class LoadedMicroOps {
  readonly words: Uint32Array

  constructor({ depth }: Hardware) {
    this.words = new Uint32Array(depth.uop)
  }

  /** As before the launch: all zero. */
  clear(): void {
    this.words.fill(0)
  }

  /** Executes the LOAD UOP at `program.instructions[at]`, which is no no-op. */
  load(program: Program, at: number): void {
    const block = loadBlock(program.instructions, at)
    if (block.elements > block.rows * block.columns) this.fillZero(block.first, block.elements)
    const row = new Uint32Array(block.columns)
    for (let i = firstVisibleRow(block, this.words.length); i < block.rows; i++) {
      row.fill(0)
      copyImage(program, rowAddress(block, i, microOpBytes), new Uint8Array(row.buffer))
      this.place(row, block.firstRow + i * block.pitch)
    }
  }

  private fillZero(first: number, elements: number): void {
    const depth = this.words.length
    for (let i = 0; i < Math.min(elements, depth); i++) this.words[(first + i) % depth] = 0
  }

  /** Indices wrap at the scratchpad's depth (timing.md 12.15). */
  private place(row: Uint32Array, index: number): void {
    const depth = this.words.length
    for (let done = 0; done < row.length;) {
      const at = (index + done) % depth
      const piece = row.subarray(done, done + depth - at)
      this.words.set(piece, at)
      done += piece.length
    }
  }
}
