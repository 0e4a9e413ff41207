import type { TuningRecord, TuningResult } from '../store/records.js'
import type { SharedStore } from '../store/store.js'
import type { TuningEvent } from './event-feed.js'

/** All that crosses between the thread that serves and the one that tunes. */

/** What the thread that tunes is given. */
export interface ThreadData {
  /** What the thread that serves has open. */
  readonly store: SharedStore
  readonly workers: number
}

/** To the thread that tunes: one tuning at a time. */
export type Order =
  | { readonly kind: 'run'; readonly tuning: TuningRecord }
  | { readonly kind: 'stop' }
  | { readonly kind: 'close' }

/** What it has done in its life. */
export interface Counts {
  /** Candidates measured. */
  readonly measured: number
  /** Workers that died or took too long and were replaced. */
  readonly restarts: number
}

/** From the thread that tunes. All that a tuning measured is committed when it has finished or failed. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: TuningEvent; readonly counts: Counts }
  | { readonly kind: 'finished'; readonly result: TuningResult; readonly counts: Counts }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly counts: Counts }
