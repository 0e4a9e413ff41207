import { describe, expect, it, onTestFinished } from 'vitest'
import { EventFeed } from '../../src/service/event-feed.js'
import { eventStream } from '../../src/api/event-stream.js'
import { openService, request, StandInPool } from '../service/stand-ins.js'
import { queueTuning } from '../store/samples.js'
import { Store } from '../../src/store/store.js'
import { gemmBody, startServer } from './client.js'
import { parseEvents, type ServerEvent } from '../../src/client/server-events.js'

/** Reads a stream of a server until so many events came, or it ends. */
async function readEvents(url: string, count: number, lastEventId?: string): Promise<ServerEvent[]> {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const response = await fetch(url, { signal: stop.signal, headers })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const events: ServerEvent[] = []
  if (!response.body) return events
  for await (const event of parseEvents(response.body)) {
    events.push(event)
    if (events.length === count) stop.abort()
    if (events.length === count) break
  }
  return events
}

function stuckAfter(questions: number): StandInPool {
  const pool = new StandInPool()
  pool.stuckFrom = questions
  return pool
}

const stateOf = ({ data }: ServerEvent): unknown => JSON.parse(data).state

describe('the events of a tuning', () => {
  it('begin with how it stands and end with its end', async () => {
    const { origin, post } = await startServer(undefined, { pool: stuckAfter(2) })
    await post('/v1/tunings', { workload: gemmBody() })
    const reading = readEvents(`${origin}/v1/tunings/t1/events`, 100)
    await post('/v1/tunings', { workload: gemmBody(17) })
    await fetch(`${origin}/v1/tunings/t1`, { method: 'DELETE' })
    const events = await reading
    expect(events[0]).toMatchObject({ event: 'snapshot' })
    expect(JSON.parse(events[0].data).items).toMatchObject([{ id: 't1', state: 'running' }])
    expect(stateOf(events[events.length - 1])).toBe('cancelled')
    expect(events.every(({ data }) => !data.includes('"t2"'))).toBe(true)
  })

  it('go on after the last one that the client read', async () => {
    const { origin, post } = await startServer()
    await post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=30' })
    const feed = `${origin}/v1/tunings/t1/events`
    const [snapshot] = await readEvents(feed, 1)
    const [epoch, last] = (snapshot.id ?? '').split('.')
    const all = await readEvents(feed, 100, `${epoch}.0`)
    expect(all.map(({ event }) => event)).not.toContain('snapshot')
    expect(all.map((each) => stateOf(each))).toEqual([
      'queued',
      'running',
      ...all.slice(2, -1).map(() => 'running'),
      'finished',
    ])
    const rest = await readEvents(feed, 100, all[0].id)
    expect(rest).toEqual(all.slice(1))
    const known = await fetch(feed, { headers: { 'last-event-id': `${epoch}.${last}` } })
    expect(known.status).toBe(204)
  })

  it('begin again with a snapshot for a client of another process', async () => {
    const { origin, post } = await startServer()
    await post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=30' })
    const [first] = await readEvents(`${origin}/v1/tunings/t1/events`, 1, 'elsewhere.3')
    expect(first.event).toBe('snapshot')
  })
})

describe('the events of all tunings', () => {
  it('tell of every one, and how it runs', async () => {
    const { origin, post } = await startServer()
    const reading = readEvents(`${origin}/v1/events`, 7)
    await expect
      .poll(async () => (await post('/v1/tunings', { workload: gemmBody() })).body.state)
      .toBe('finished')
    await post('/v1/tunings', { workload: gemmBody(17) })
    const events = await reading
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['snapshot', 'state', 'progress']))
    const progress = events.find(({ event }) => event === 'progress')
    expect(JSON.parse(progress?.data ?? '')).toMatchObject({ progress: { tried: 1, best: { cycles: 900 } } })
  })

  it('end when the service stops', async () => {
    const { origin, service } = await startServer()
    const reading = readEvents(`${origin}/v1/events`, 100)
    await expect.poll(() => service.stop().then(() => true)).toBe(true)
    expect((await reading)[0].event).toBe('snapshot')
  })
})

describe('a slow reader', () => {
  it('finds a snapshot in the place of what it missed, and nothing is kept for it', async () => {
    const store = Store.open(':memory:')
    onTestFinished(() => store.close())
    const tuning = queueTuning(store)
    const feed = new EventFeed(10)
    const watched = { feed, snapshot: () => [tuning], lastEventId: undefined, isOver: () => false }
    const stream = eventStream(watched, new AbortController().signal)
    await stream.next()
    await stream.next()
    for (let i = 0; i < 1000; i++) feed.publish({ kind: 'progress', tuning })
    expect((await stream.next()).value).toMatch(/^event: snapshot\nid: .*\.1000\n/)
    feed.publish({ kind: 'state', tuning })
    expect((await stream.next()).value).toMatch(/^event: state\nid: .*\.1001\n/)
  })

  it('is lost only when what it missed is gone', () => {
    const { service } = openService()
    const { tuning } = service.submit(request())
    const feed = new EventFeed(3)
    expect(feed.next(0)).toBe('none')
    for (let i = 0; i < 4; i++) feed.publish({ kind: 'progress', tuning })
    expect(feed.next(0)).toBe('lost')
    expect(feed.next(1)).toMatchObject({ number: 2 })
    expect(feed.next(4)).toBe('none')
    expect(feed.next(5)).toBe('lost')
    expect(feed.next(1, 't9')).toBe('none')
  })
})
