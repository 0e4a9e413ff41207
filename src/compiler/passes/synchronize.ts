import { token } from '../../isa/emit.js'
import type { Emission } from '../emission.js'
import type { Ring } from '../ring.js'
import { StepKind, type Steps } from '../steps.js'

/*
 * Pass 9: tokens. The modules run side by side, each in order; a token is all that orders two of them. A step
 * that needs what an earlier step of another module did waits for a token that this step pushes when it ends.
 * Both ends of a channel are in order and its tokens are counted, not named, so the i-th pop meets the i-th push:
 * a pop is needed only where the last step waited for moves on, and then it is exactly that step that pushes.
 * Nothing else waits: no token is spent on an order that an earlier one already gave.
 */

/** Channels between neighbours: what the earlier step pushes, what the later one pops, and the way back. */
const channels = {
  loadToCompute: { push: token.pushNext, pop: token.popPrev, back: 'computeToLoad' },
  computeToLoad: { push: token.pushPrev, pop: token.popNext, back: 'loadToCompute' },
  computeToStore: { push: token.pushNext, pop: token.popPrev, back: 'storeToCompute' },
  storeToCompute: { push: token.pushPrev, pop: token.popNext, back: 'computeToStore' },
} as const
type Channel = keyof typeof channels
const channelNames = ['loadToCompute', 'computeToLoad', 'computeToStore', 'storeToCompute'] as const

/** A counter holds 255 tokens and loses more (timing.md 5); this many may wait at once. */
const maxWaiting = 200

/** The last step that did something to each region of a ring; -1 none. */
class LastSteps {
  private steps = new Int32Array(64)

  clear(regions: number): void {
    if (regions > this.steps.length) this.steps = new Int32Array(regions * 2)
    this.steps.fill(-1, 0, regions)
  }

  get(region: number): number {
    return this.steps[region]
  }

  set(region: number, step: number): void {
    this.steps[region] = step
  }

  /** The last step on any region that `region` took the place of. */
  ofEvicted(ring: Ring, region: number): number {
    let last = -1
    for (let r = ring.evictedFrom[region]; r < ring.evictedTo[region]; r++)
      last = Math.max(last, this.steps[r])
    return last
  }
}

/** One channel's tokens: the steps that push and pop them, in order. */
class Tokens {
  count = 0
  pushedBy = new Int32Array(64)
  poppedBy = new Int32Array(64)

  /** The latest step that the popping module has waited for; -1 none. */
  get latest(): number {
    return this.count === 0 ? -1 : this.pushedBy[this.count - 1]
  }

  /** A step pops one token of a channel: a later push that it waits for takes the place of an earlier one. */
  add(push: number, pop: number): void {
    if (this.count > 0 && this.poppedBy[this.count - 1] === pop) {
      this.pushedBy[this.count - 1] = push
      return
    }
    if (this.count === this.pushedBy.length) {
      this.pushedBy = widen(this.pushedBy)
      this.poppedBy = widen(this.poppedBy)
    }
    this.pushedBy[this.count] = push
    this.poppedBy[this.count++] = pop
  }
}

function widen(values: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(values.length * 2)
  wider.set(values)
  return wider
}

export class Synchronizer {
  private emission!: Emission
  private steps!: Steps
  private readonly filled = { a: new LastSteps(), b: new LastSteps() }
  private readonly read = { a: new LastSteps(), b: new LastSteps() }
  private readonly written = new LastSteps()
  private readonly stored = new LastSteps()
  private lastStore = -1
  private readonly tokens = {
    loadToCompute: new Tokens(),
    computeToLoad: new Tokens(),
    computeToStore: new Tokens(),
    storeToCompute: new Tokens(),
  }
  /** Steps that must not push before another step has popped: the other step, by pushing step. */
  private readonly credits = new Map<number, { channel: Channel; step: number }>()

  /** Sets the token flags of every step. */
  run(emission: Emission): void {
    this.emission = emission
    this.steps = emission.steps
    this.credits.clear()
    this.pass()
    if (this.oweCredits()) this.pass()
    this.flag()
  }

  private pass(): void {
    const { rings } = this.emission
    for (const name of ['a', 'b'] as const) {
      this.filled[name].clear(rings[name].count)
      this.read[name].clear(rings[name].count)
    }
    this.written.clear(rings.c.count)
    this.stored.clear(rings.c.count)
    this.lastStore = -1
    for (const channel of channelNames) this.tokens[channel].count = 0
    for (let step = 0; step < this.steps.count; step++) this.order(step)
  }

  private order(step: number): void {
    const { kind, fills, readsInp, readsWgt, out } = this.steps
    const credit = this.credits.size > 0 ? this.credits.get(step) : undefined
    if (credit) this.wait(step, credit.channel, credit.step)
    switch (kind[step]) {
      case StepKind.loadInp:
        return this.load(step, 'a', fills[step])
      case StepKind.loadWgt:
        return this.load(step, 'b', fills[step])
      case StepKind.gemm: {
        const filled = Math.max(this.filled.a.get(readsInp[step]), this.filled.b.get(readsWgt[step]))
        this.wait(step, 'loadToCompute', filled)
        this.read.a.set(readsInp[step], step)
        this.read.b.set(readsWgt[step], step)
        return this.writeOut(step, out[step])
      }
      case StepKind.alu:
        return this.writeOut(step, out[step])
      case StepKind.store:
        this.wait(step, 'computeToStore', this.written.get(out[step]))
        this.stored.set(out[step], step)
        this.lastStore = step
        return
      case StepKind.finish:
        return this.wait(step, 'storeToCompute', this.lastStore)
    }
  }

  private load(step: number, name: 'a' | 'b', region: number): void {
    this.wait(step, 'computeToLoad', this.read[name].ofEvicted(this.emission.rings[name], region))
    this.filled[name].set(region, step)
  }

  /** GEMM and ALU write OUT beside ACC, which a store may still be reading; a reset leaves OUT alone. */
  private writeOut(step: number, region: number): void {
    this.wait(step, 'storeToCompute', this.stored.ofEvicted(this.emission.rings.c, region))
    this.written.set(region, step)
  }

  private wait(step: number, channel: Channel, producer: number): void {
    const tokens = this.tokens[channel]
    if (producer > tokens.latest) tokens.add(producer, step)
  }

  /**
   * Where a channel carries more tokens than its counter holds, each push beyond must wait until an old token was
   * taken. True when there are such pushes.
   */
  private oweCredits(): boolean {
    for (const channel of channelNames) {
      const { count, pushedBy, poppedBy } = this.tokens[channel]
      for (let i = maxWaiting; i < count; i++) {
        const step = poppedBy[i - maxWaiting]
        if (step < pushedBy[i]) this.credits.set(pushedBy[i], { channel: channels[channel].back, step })
      }
    }
    return this.credits.size > 0
  }

  private flag(): void {
    for (const channel of channelNames) {
      const { push, pop } = channels[channel]
      const { count, pushedBy, poppedBy } = this.tokens[channel]
      for (let i = 0; i < count; i++) {
        this.steps.tokens[pushedBy[i]] |= push
        this.steps.tokens[poppedBy[i]] |= pop
      }
    }
  }
}
