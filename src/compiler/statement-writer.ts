import type { Core } from './core.js'
import { statementField as field, wordsPerStatement, type StatementCode } from './statements.js'

/** The part of the product's loops that statements cover: starts and sizes, n and k in blocks, m in rows. */
export interface Part {
  readonly n: number
  readonly nSize: number
  readonly m: number
  readonly mSize: number
  readonly k: number
  readonly kSize: number
}

/** Writes statements (statements.ts) one by one into the memory that the back end takes them from. */
export class StatementWriter {
  #words: Int32Array = new Int32Array()
  #next = 0
  #room = 0
  #count = 0

  constructor(private readonly core: Core) {}

  /** Forgets all statements. */
  begin(): void {
    this.#count = this.#room = 0
  }

  /** Appends a statement; `id`, `slot` and `other` are what its kind says. */
  write(kind: StatementCode, part: Part, id = 0, slot = 0, other = 0): void {
    if (this.#count === this.#room) this.#makeRoom()
    const words = this.#words
    const at = this.#next
    words[at + field.kind] = kind
    words[at + field.id] = id
    words[at + field.slot] = slot
    words[at + field.other] = other
    words[at + field.n] = part.n
    words[at + field.nSize] = part.nSize
    words[at + field.m] = part.m
    words[at + field.mSize] = part.mSize
    words[at + field.k] = part.k
    words[at + field.kSize] = part.kSize
    this.#next = at + wordsPerStatement
    this.#count++
  }

  /** Ends the statements: those written are all there are. */
  end(): void {
    this.core.code.setStatements(this.#count)
  }

  #makeRoom(): void {
    this.#room = Math.max(256, 2 * this.#room)
    const first = this.core.code.setStatements(this.#room) / 4
    this.#words = this.core.words
    this.#next = first + this.#count * wordsPerStatement
  }
}
