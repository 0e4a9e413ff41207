import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { TuningRecord } from '../store/records.js'

/** What happens to a tuning. */
export interface TuningEvent {
  /** It was queued, began or ended; or it came further. */
  readonly kind: 'state' | 'progress'
  /** As it stood then. */
  readonly tuning: TuningRecord
}

/** An event in the order of all events. */
export interface FeedEntry {
  readonly number: number
  readonly event: TuningEvent
}

/** The next event for a reader; `lost` when it was dropped before the reader came. */
export type NextEvent = FeedEntry | 'none' | 'lost'

/** Events that are kept for readers who come back or are slow: some minutes of a tuning at work. */
const defaultKept = 2000

/**
 * What happens, for any number of readers. A reader is a number: the event it read last. Nothing is queued for a reader,
 * so that a slow one costs nothing; one that falls behind what is kept is told so, and looks at the state of things
 * instead.
 */
export class EventFeed {
  /** Numbers are of this process's life: a reader who comes with another's is lost. */
  readonly epoch = randomBytes(6).toString('base64url')
  readonly #kept: number
  readonly #entries: FeedEntry[] = []
  readonly #news = new EventEmitter().setMaxListeners(0)
  readonly #closing = new AbortController()
  #last = 0

  constructor(kept = defaultKept) {
    this.#kept = kept
  }

  /** Number of the newest event; 0 before the first. */
  get last(): number {
    return this.#last
  }

  /** Aborts when there will be no more events. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  publish(event: TuningEvent): void {
    this.#last += 1
    this.#entries[this.#last % this.#kept] = { number: this.#last, event }
    this.#news.emit('news')
  }

  /** The first event after a number, of one tuning or of all. */
  next(after: number, tuningId?: string): NextEvent {
    if (after > this.#last || after < this.#last - this.#kept) return 'lost'
    for (let number = after + 1; number <= this.#last; number++) {
      const entry = this.#entries[number % this.#kept]
      if (tuningId === undefined || entry.event.tuning.id === tuningId) return entry
    }
    return 'none'
  }

  /** Waits for an event, so long at most, or until the signal aborts or the feed is closed. Never rejects. */
  async news(milliseconds: number, signal: AbortSignal): Promise<void> {
    const quiet = new AbortController()
    const timer = setTimeout(() => quiet.abort(), milliseconds)
    try {
      await once(this.#news, 'news', { signal: AbortSignal.any([quiet.signal, signal, this.closed]) })
    } catch {
      // The time is up, or nobody wants to know any more: the caller looks.
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends every reader's wait. */
  close(): void {
    this.#closing.abort()
  }
}
