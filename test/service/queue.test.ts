import { describe, expect, it } from 'vitest'
import { QueueFull } from '../../src/service/errors.js'
import type { TuningEvent } from '../../src/service/event-feed.js'
import { openService, request, StandInPool, type Opened } from './stand-ins.js'

/** A service that is busy with one tuning until it is cancelled. */
function busy(maxQueued?: number): Opened {
  const pool = new StandInPool()
  pool.stuckFrom = 0
  const opened = openService(undefined, { pool, ...(maxQueued === undefined ? {} : { maxQueued }) })
  opened.service.submit(request(1000))
  return opened
}

/** The order in which the waiting tunings begin, by m of their product. */
async function orderOf({ service, pool }: Opened): Promise<readonly number[]> {
  pool.stuckFrom = Infinity
  const from = service.events.last
  service.cancel('t1')
  await expect.poll(() => service.running).toBeNull()
  const begun: number[] = []
  for (let next = service.events.next(from); typeof next === 'object';) {
    const { kind, tuning }: TuningEvent = next.event
    if (kind === 'state' && tuning.state === 'running')
      begun.push(Number(/gemm-(\d+)x/.exec(tuning.workload_id)?.[1]))
    next = service.events.next(next.number)
  }
  return begun
}

describe('the queue', () => {
  it('takes the clients in turns, and of one client the oldest first', async () => {
    const opened = busy()
    for (const m of [1, 2, 3]) opened.service.submit(request(m, { client: 'many' }))
    opened.service.submit(request(11, { client: 'few' }))
    opened.service.submit(request(12, { client: 'few' }))
    expect(await orderOf(opened)).toEqual([1, 11, 2, 12, 3])
  })

  it('takes what has priority before turns', async () => {
    const opened = busy()
    opened.service.submit(request(1, { client: 'one' }))
    opened.service.submit(request(2, { client: 'two' }))
    opened.service.submit(request(3, { client: 'two', priority: 1 }))
    expect(await orderOf(opened)).toEqual([3, 1, 2])
  })

  it('takes many all together or not at all', () => {
    const { service, store } = busy(2)
    expect(() => service.submitAll([1, 2, 3].map((m) => request(m)))).toThrow(QueueFull)
    expect(store.tunings.queuedCount()).toBe(0)
    const tunings = service.submitAll([request(1), request(1000), request(2), request(1)])
    expect(tunings.map(({ id }) => id)).toEqual(['t2', 't1', 't3', 't2'])
  })
})
