import type { EventFeed, FeedEntry } from '../service/event-feed.js'
import type { TuningRecord } from '../store/records.js'
import { tuningAnswer } from './answers.js'

/** Between two signs of life on a quiet stream: proxies close what says nothing for a minute. */
const heartbeatMilliseconds = 15_000

/** What a stream shows. */
export interface Watched {
  readonly feed: EventFeed
  /** Only this tuning; all of them when left out. */
  readonly tuningId?: string
  /** The tunings as they stand now. */
  readonly snapshot: () => readonly TuningRecord[]
  /** Last-Event-ID, as the client had it from us; undefined when it comes for the first time. */
  readonly lastEventId: string | undefined
  /** Nothing will happen any more to what is shown. */
  readonly isOver: () => boolean
}

/** The number in an event id of this process; null when it is of another one, or none. */
export function resumeAfter(feed: EventFeed, id: string | undefined): number | null {
  const [epoch, number] = id?.split('.') ?? []
  return epoch === feed.epoch && /^\d{1,15}$/.test(number ?? '') ? Number(number) : null
}

const frame = (event: string, id: string, data: unknown): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`

const eventFrame = (feed: EventFeed, { number, event }: FeedEntry): string =>
  frame(event.kind, `${feed.epoch}.${number}`, tuningAnswer(event.tuning))

const snapshotFrame = ({ feed, snapshot }: Watched): string =>
  frame('snapshot', `${feed.epoch}.${feed.last}`, { items: snapshot().map((each) => tuningAnswer(each)) })

/**
 * Server-sent events, one string each, made when the reader takes them: a slow reader finds a snapshot in the place of
 * what it missed, and nothing is kept for it. Ends when what is shown is over, the feed closes or the signal aborts.
 */
export async function* eventStream(watched: Watched, signal: AbortSignal): AsyncGenerator<string> {
  const { feed, tuningId, lastEventId, isOver } = watched
  yield 'retry: 2000\n\n'
  let read = resumeAfter(feed, lastEventId)
  while (!signal.aborted) {
    const next = read === null ? 'lost' : feed.next(read, tuningId)
    if (next === 'lost') {
      read = feed.last
      yield snapshotFrame(watched)
    } else if (next !== 'none') {
      read = next.number
      yield eventFrame(feed, next)
    } else {
      if (isOver() || feed.closed.aborted) return
      const before = feed.last
      await feed.news(heartbeatMilliseconds, signal)
      if (feed.last === before) yield ': still here\n\n'
    }
  }
}
