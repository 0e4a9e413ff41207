import type { FlatList } from '../../compiler/flat-list.js'
import { bridges, type Trace } from './bridge.js'
import type { Draft } from './draft.js'
import { listForDrafts, writeDraft } from './flat-draft.js'

/** Runs lists of products, and counts its runs. */
export interface Timer {
  /** Runs so far, to the end or until they were too slow: of legal lists alone. */
  readonly runs: number
  /** A list's cycles; Infinity where they are not fewer than the limit, null where it is illegal. */
  cycles(list: FlatList, limit: number): number | null
  /** The run of a legal list in fewer cycles than the limit, else null; good until the next run. */
  trace(list: FlatList, limit: number): (Trace & { readonly cycles: number }) | null
}

export interface Timed {
  readonly draft: Draft
  readonly cycles: number
}

/** Times drafts, one after the other. */
export interface Times {
  /** A draft, perhaps a better one in its place, with its cycles; null where it is illegal, or not faster than the limit. */
  of(draft: Draft, list: FlatList, limit: number): Timed | null
}

/** Drafts as they are. */
export class PlainTimes implements Times {
  constructor(private readonly timer: Timer) {}

  of(draft: Draft, list: FlatList, limit: number): Timed | null {
    const cycles = this.timer.cycles(list, limit) ?? Infinity
    return cycles < limit ? { draft, cycles } : null
  }
}

/** Cycles that a bridge can save (timing.md 7.3). */
const mostSaved = 16

/** Drafts with the gaps between their loads bridged; as they are where that is illegal or no faster. */
export class BridgedTimes implements Times {
  private readonly list: FlatList

  constructor(
    private readonly timer: Timer,
    private readonly burstBeats: number,
    like: Draft,
  ) {
    this.list = listForDrafts(like)
  }

  of(draft: Draft, list: FlatList, limit: number): Timed | null {
    const trace = this.timer.trace(list, limit + mostSaved * 2 * draft.products.length)
    if (!trace) return null
    const { cycles } = trace
    const plain = cycles < limit ? { draft, cycles } : null
    const bridged = this.bridged(draft, trace)
    if (!bridged) return plain
    writeDraft(this.list, bridged)
    // A bridge may be illegal where the draft is not: compute idles on an accumulator, and C may leave none.
    const sooner = this.timer.cycles(this.list, Math.min(limit, cycles)) ?? Infinity
    return sooner < Infinity ? { draft: bridged, cycles: sooner } : plain
  }

  /** A draft with loads of micro-ops where they bridge a gap, before products that have none; null without any. */
  private bridged(draft: Draft, trace: Trace): Draft | null {
    const added = bridges(trace, this.burstBeats).filter(([at]) => draft.products[at].loads.length === 0)
    if (added.length === 0) return null
    const products = [...draft.products]
    for (const [at, wait, front] of added) {
      products[at] = { ...products[at], loads: [...products[at].loads, { wait, front }] }
    }
    return { ...draft, products }
  }
}
