import { Table, tableBytes } from './table'

/** A token: the step that pushes it and the step that pops it. */
export class Token {
  pushedBy: i32
  poppedBy: i32
}

/**
 * The tokens of a channel between neighbours, in order. Both ends of a channel are in order and its tokens are
 * counted, not named, so the i-th pop meets the i-th push: a pop is needed only where the last step waited for moves
 * on, and then it is exactly that step that pushes.
 */
export class Channel extends Table<Token> {
  /** The latest step that the popping module has waited for; -1 none. */
  private latest: i32

  clear(): void {
    this.count = 0
    this.latest = -1
  }

  /** Lets a step wait for an earlier one (-1: for none). It pops one token: a later one takes the place of one before. */
  @inline
  wait(step: i32, producer: i32): void {
    if (producer <= this.latest) return
    this.latest = producer
    const last = this.count - 1
    const token = last >= 0 && this.get(last).poppedBy == step ? this.get(last) : this.push()
    token.pushedBy = producer
    token.poppedBy = step
  }
}

const channelBytes = tableBytes + 4

export const loadToCompute = changetype<Channel>(memory.data(channelBytes))
export const computeToLoad = changetype<Channel>(memory.data(channelBytes))
export const computeToStore = changetype<Channel>(memory.data(channelBytes))
export const storeToCompute = changetype<Channel>(memory.data(channelBytes))
