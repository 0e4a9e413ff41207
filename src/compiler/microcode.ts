/*
 * The micro-ops of a program. A sequence of micro-ops is a first word, a stride between words and a length; equal
 * sequences are stored once. The scratchpad is filled in epochs: when a sequence does not fit any more, the
 * compiler starts an epoch with another LOAD UOP, which overwrites the scratchpad from its start. Micro-ops are
 * read and loaded by the compute module alone, in order, so no token is needed.
 */

const slots = 8192

export class Microcode {
  /** All epochs' words, one after the other. */
  words = new Uint32Array(256)
  count = 0
  private epochStart = 0
  private epoch = 0
  private readonly first = new Uint32Array(slots)
  private readonly stride = new Uint32Array(slots)
  private readonly length = new Int32Array(slots)
  private readonly index = new Int32Array(slots)
  private readonly epochOf = new Int32Array(slots)

  /** @param depth micro-ops that the scratchpad holds. */
  constructor(private readonly depth: number) {}

  /** Forgets all words; the memory stays. */
  clear(): void {
    this.count = 0
    this.newEpoch()
  }

  /** Starts an epoch at the end of the words; the scratchpad is empty again. */
  newEpoch(): void {
    this.alignToBeat()
    this.epochStart = this.count
    this.epoch++
  }

  /** First word of the epoch among all words, and words in it so far. */
  get currentEpoch(): { readonly start: number; readonly words: number } {
    return { start: this.epochStart, words: this.count - this.epochStart }
  }

  /** Scratchpad index of a sequence, stored if it is new; -1 when this epoch has no room for it. */
  place(first: number, stride: number, length: number): number {
    let at = (Math.imul(first, 0x9e3779b1) ^ Math.imul(stride, 0x85ebca6b)) >>> 19
    while (this.epochOf[at] === this.epoch) {
      if (this.first[at] === first && this.stride[at] === stride && this.length[at] >= length)
        return this.index[at]
      at = (at + 1) % slots
    }
    const index = this.count - this.epochStart
    if (index + length > this.depth) return -1
    this.append(first, stride, length)
    this.first[at] = first
    this.stride[at] = stride
    this.length[at] = length
    this.index[at] = index
    this.epochOf[at] = this.epoch
    return index
  }

  private append(first: number, stride: number, length: number): void {
    this.reserve(length + 1)
    for (let i = 0, word = first; i < length; i++, word = (word + stride) >>> 0)
      this.words[this.count++] = word
  }

  /** An epoch starts on a beat of 8 bytes, so that loading it costs no odd beat (timing.md 7.1). */
  private alignToBeat(): void {
    if (this.count % 2 === 0) return
    this.reserve(1)
    this.words[this.count++] = 0
  }

  private reserve(more: number): void {
    if (this.count + more <= this.words.length) return
    const wider = new Uint32Array(Math.max(this.words.length * 2, this.count + more))
    wider.set(this.words.subarray(0, this.count))
    this.words = wider
  }
}
