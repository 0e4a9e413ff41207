import { describe, expect, it } from 'vitest'
import type { Measured } from '../../src/measure/record.js'
import { trimLog } from '../../src/service/retention.js'
import { Store } from '../../src/store/store.js'
import { emptyResult, groupOf, illegal, someProgress, startTuning, verified } from '../store/samples.js'
import { freshFile } from '../store/samples.js'
import { openService, request } from './stand-ins.js'

const quick = (cycles: number): Measured => ({ ...verified(cycles, cycles), check: 'fingerprint' })

/** A finished tuning that measured these, and is to keep so many. */
function finishedTuning(store: Store, retain: number | null, rows: readonly Measured[]) {
  const tuning = startTuning(store, 16, { retain })
  store.log(tuning).append([groupOf(...rows)], someProgress)
  return store.finish(tuning, emptyResult)
}

const cyclesKept = (store: Store) =>
  store.measurements.page({}, { limit: 1000 }).items.map(({ cycles }) => cycles)

describe('the log of a tuning that is over', () => {
  const rows = [quick(900), verified(950, 1), illegal(), quick(700), quick(800), illegal(), quick(600)]

  it('keeps what was verified in full and the fastest of the rest, and says what was dropped', async () => {
    const store = Store.open(':memory:')
    const trimmed = await trimLog(store, finishedTuning(store, 2, rows))
    expect(cyclesKept(store)).toEqual([950, 700, 600])
    expect(trimmed).toMatchObject({
      retain: 2,
      dropped: { ok: 2, illegal: 2 },
      counts: { ok: 5, illegal: 2 },
    })
    expect(store.tunings.nextToTrim()).toBeNull()
    store.close()
  })

  it.each([0, 1, 3, 5, 6, 100])('keeps no more than it is to, with %i', async (retain) => {
    const store = Store.open(':memory:')
    const alike = [...rows, ...Array.from({ length: 5000 }, () => quick(700))]
    const { dropped } = await trimLog(store, finishedTuning(store, retain, alike))
    const kept = cyclesKept(store)
    expect(kept).toHaveLength(1 + retain)
    const count = Object.values(dropped ?? {}).reduce((sum, each) => sum + each, 0)
    expect(count).toBe(alike.length - kept.length)
    store.close()
  })

  it('keeps everything where there is less than it is to keep, or nobody said', async () => {
    const store = Store.open(':memory:')
    expect((await trimLog(store, finishedTuning(store, 7, rows))).dropped).toEqual({})
    const whole = finishedTuning(store, null, rows)
    expect(await trimLog(store, whole)).toBe(whole)
    expect(cyclesKept(store)).toHaveLength(2 * rows.length)
    store.close()
  })
})

describe('the service', () => {
  it('trims a log when its tuning is over, and says so', async () => {
    const { service, store } = openService()
    const { id } = service.submit(request(16, { retain: 0 })).tuning
    await expect.poll(() => service.get(id).dropped).toEqual({ illegal: 1 })
    // The stand-ins say of all that is right that it was verified in full.
    expect(cyclesKept(store)).toEqual([900, 800, 700])
  })

  it('trims what a kill left too long, at the next start', async () => {
    const file = freshFile()
    const before = Store.open(file)
    const { id } = finishedTuning(before, 1, [quick(3), quick(2), quick(1)])
    before.close()
    const { service } = openService(file)
    await expect.poll(() => service.get(id).dropped).toEqual({ ok: 2 })
  })
})
