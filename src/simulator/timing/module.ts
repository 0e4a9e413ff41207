import { wordsPerInstruction } from '../../isa/program.js'
import { latest, never } from './clock.js'
import { InstructionQueue } from './queue.js'
import { TokenCounter } from './tokens.js'

/** The token flags in an instruction's first word (timing.md 3.1). */
const popPrev = 1 << 3
const popNext = 1 << 4
const pushPrev = 1 << 5
const pushNext = 1 << 6

/**
 * Control of one module (timing.md 4): IDLE until the head of its queue is visible and all tokens that it pops are
 * there, then busy (SYNC or EXE) until its unit is done. `due` is the cycle of the module's next event: the go cycle
 * while idle, the cycle of completion while busy, `never` while what it waits for is open.
 */
export class Module {
  readonly queue = new InstructionQueue()
  due = never
  busy = false
  /** Tokens from the previous and the next module along load, compute, store. */
  readonly fromPrev = new TokenCounter()
  readonly fromNext = new TokenCounter()
  private prev: Module | null = null
  private next: Module | null = null
  /** Token flags that count here: those towards a neighbour that there is. */
  private flagMask = 0

  /** Links neighbours: tokens go both ways between them. */
  static chain(modules: readonly Module[]): void {
    modules.forEach((module, i) => {
      module.prev = modules[i - 1] ?? null
      module.next = modules[i + 1] ?? null
      module.flagMask = (module.prev ? popPrev | pushPrev : 0) | (module.next ? popNext | pushNext : 0)
    })
  }

  reset(): void {
    this.queue.reset()
    this.fromPrev.reset()
    this.fromNext.reset()
    this.due = never
    this.busy = false
  }

  /** Something that an idle module may wait for has come: it can go from cycle `from` on, if nothing is missing. */
  wake(words: Uint32Array, from: number): void {
    if (this.busy || this.due !== never || this.queue.length === 0) return
    const flags = this.headFlags(words)
    // Both tokens of an instruction are taken together or not at all (timing.md 12.14).
    if ((flags & popPrev) !== 0 && this.fromPrev.count === 0) return
    if ((flags & popNext) !== 0 && this.fromNext.count === 0) return
    this.due = latest(this.queue.headVisible, from)
  }

  /** Whether the head waits for a token from the previous module. */
  missesPrev(words: Uint32Array): boolean {
    return (this.headFlags(words) & popPrev) !== 0 && this.fromPrev.count === 0
  }

  /** Whether the head waits for a token from the next module. */
  missesNext(words: Uint32Array): boolean {
    return (this.headFlags(words) & popNext) !== 0 && this.fromNext.count === 0
  }

  /** The go cycle: takes the head's tokens. Returns the head's number. */
  go(words: Uint32Array): number {
    const flags = this.headFlags(words)
    if (flags & popPrev) this.fromPrev.pop()
    if (flags & popNext) this.fromNext.pop()
    this.busy = true
    return this.queue.head
  }

  /** The cycle of completion: the head leaves the queue, its tokens are seen from the next cycle on (timing.md 5). */
  complete(words: Uint32Array, now: number): void {
    const flags = this.headFlags(words)
    this.queue.pop()
    this.busy = false
    this.due = never
    this.wake(words, now + 1)
    if (flags & pushPrev && this.prev) this.prev.tokenFromNext(words, now)
    if (flags & pushNext && this.next) this.next.tokenFromPrev(words, now)
  }

  private tokenFromPrev(words: Uint32Array, now: number): void {
    this.fromPrev.push()
    this.wake(words, now + 1)
  }

  private tokenFromNext(words: Uint32Array, now: number): void {
    this.fromNext.push()
    this.wake(words, now + 1)
  }

  private headFlags(words: Uint32Array): number {
    return words[this.queue.head * wordsPerInstruction] & this.flagMask
  }
}
