import type { Core } from './core.js'
import {
  statementField as field,
  statementKind,
  wordsPerStatement,
  type StatementKind,
} from './statements.js'

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
  #count = 0

  constructor(private readonly core: Core) {}

  /** Forgets all statements. */
  begin(): void {
    this.#count = 0
  }

  /** Appends a statement; `id`, `slot` and `other` are what its kind says. */
  write(kind: StatementKind, part: Part, id = 0, slot = 0, other = 0): void {
    const at = this.core.code.setStatements(++this.#count) / 4 + (this.#count - 1) * wordsPerStatement
    const { words } = this.core
    words[at + field.kind] = statementKind[kind]
    words[at + field.id] = id
    words[at + field.slot] = slot
    words[at + field.other] = other
    words[at + field.n] = part.n
    words[at + field.nSize] = part.nSize
    words[at + field.m] = part.m
    words[at + field.mSize] = part.mSize
    words[at + field.k] = part.k
    words[at + field.kSize] = part.kSize
  }
}
