import { token } from '../../isa/emit.js'
import { StepKind, type Steps } from '../steps.js'

/*
 * Pass 9: tokens. The modules run side by side, each in order; a token is all that orders two of them. A step
 * that needs what an earlier step of another module did waits for a token that this step pushes when it ends.
 * Both ends of a channel are in order and its tokens are counted, not named, so the i-th pop meets the i-th push:
 * a pop is needed only where the last step waited for moves on, and then it is exactly that step that pushes.
 * Nothing else waits: no token is spent on an order that an earlier one already gave.
 */

const slotCount = 12

/** Channels between neighbours: what the earlier step pushes, and what the later one pops. */
const channels = {
  loadToCompute: { push: token.pushNext, pop: token.popPrev },
  computeToLoad: { push: token.pushPrev, pop: token.popNext },
  computeToStore: { push: token.pushNext, pop: token.popPrev },
  storeToCompute: { push: token.pushPrev, pop: token.popNext },
} as const
type Channel = keyof typeof channels

export class Synchronizer {
  private steps!: Steps
  /** By slot: the last step that filled it, read it, wrote C's elements in it, stored from it; -1 none. */
  private readonly filled = new Int32Array(slotCount)
  private readonly read = new Int32Array(slotCount)
  private readonly written = new Int32Array(slotCount)
  private readonly stored = new Int32Array(slotCount)
  /** By channel: the latest step of the producer that the consumer has waited for. */
  private readonly waited = { loadToCompute: -1, computeToLoad: -1, computeToStore: -1, storeToCompute: -1 }
  private lastStore = -1

  /** Sets the token flags of every step. */
  run(steps: Steps): void {
    this.steps = steps
    for (const table of [this.filled, this.read, this.written, this.stored]) table.fill(-1)
    for (const channel of ['loadToCompute', 'computeToLoad', 'computeToStore', 'storeToCompute'] as const) {
      this.waited[channel] = -1
    }
    this.lastStore = -1
    for (let step = 0; step < steps.count; step++) this.order(step)
  }

  private order(step: number): void {
    const { kind, fills, readsInp, readsWgt, out } = this.steps
    switch (kind[step]) {
      case StepKind.loadInp:
      case StepKind.loadWgt:
        this.wait(step, 'computeToLoad', this.read[fills[step]])
        this.filled[fills[step]] = step
        return
      case StepKind.gemm:
        this.wait(step, 'loadToCompute', Math.max(this.filled[readsInp[step]], this.filled[readsWgt[step]]))
        this.read[readsInp[step]] = this.read[readsWgt[step]] = step
        this.writeOut(step, out[step])
        return
      case StepKind.alu:
        this.writeOut(step, out[step])
        return
      case StepKind.store:
        this.wait(step, 'computeToStore', this.written[out[step]])
        this.stored[out[step]] = this.lastStore = step
        return
      case StepKind.finish:
        this.wait(step, 'storeToCompute', this.lastStore)
        return
    }
  }

  /** GEMM and ALU write OUT beside ACC, which a store may still be reading; a reset leaves OUT alone. */
  private writeOut(step: number, slot: number): void {
    this.wait(step, 'storeToCompute', this.stored[slot])
    this.written[slot] = step
  }

  private wait(step: number, channel: Channel, producer: number): void {
    if (producer <= this.waited[channel]) return
    const { tokens } = this.steps
    tokens[producer] |= channels[channel].push
    tokens[step] |= channels[channel].pop
    this.waited[channel] = producer
  }
}
