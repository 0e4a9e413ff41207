import { describe, expect, it, onTestFinished } from 'vitest'
import { deriveHardware } from '../../src/hardware/hardware.js'
import { preset } from '../../src/hardware/presets.js'
import type { Measured } from '../../src/measure/record.js'
import { rowsOf } from '../../src/measure/row-group.js'
import type { Page } from '../../src/store/page.js'
import type { Store } from '../../src/store/store.js'
import { normalWorkload } from '../../src/workload/workload.js'
import {
  emptyResult,
  gemm,
  groupOf,
  illegal,
  queueTuning,
  sampleSchedule,
  someProgress,
  startTuning,
  verified,
} from '../store/samples.js'

/** Every item of a list, page by page. */
function walk<Item>(limit: number, page: (cursor: string | undefined) => Page<Item>): readonly Item[] {
  const items: Item[] = []
  let cursor: string | null | undefined
  do {
    const found = page(cursor ?? undefined)
    expect(found.items.length).toBeLessThanOrEqual(limit)
    items.push(...found.items)
    cursor = found.next_cursor
  } while (cursor !== null)
  return items
}

/** The best of a workload after a tuning of it measured a batch. */
const bestAfter = (store: Store, batch: readonly Measured[]) => {
  const tuning = startTuning(store)
  store.log(tuning).append([groupOf(...batch)], someProgress)
  store.flush()
  return store.bests.get(tuning.workload_id, 'pynq')
}

/** What every store does, wherever it keeps things. */
export function storeContract(name: string, openStore: () => Store): void {
  const opened = (): Store => {
    const store = openStore()
    onTestFinished(() => store.close())
    return store
  }

  describe(`${name}: workloads`, () => {
    it('gives back the normal form of what was added, and says when it is known', () => {
      const store = opened()
      const workload = normalWorkload({
        kind: 'gemm',
        m: 3,
        n: 50,
        k: 7,
        epilogue: { bias: true, shift: 8, bias_after_shift: true, relu: true, clip: [-5, 100] },
      })
      const first = store.workloads.add(workload)
      expect(first).toMatchObject({ created: true, record: { workload } })
      expect(store.workloads.add(workload)).toEqual({ created: false, record: first.record })
      expect(store.workloads.get(first.record.id)).toEqual(first.record)
    })

    it('knows nothing of a workload that was not added', () => {
      expect(opened().workloads.get('gemm-1x1x1')).toBeNull()
    })

    it('pages newest first, each once', () => {
      const store = opened()
      for (let m = 1; m <= 7; m++) store.workloads.add(gemm(m))
      const found = walk(3, (cursor) => store.workloads.page({ cursor, limit: 3 }))
      expect(found.map(({ workload }) => workload.m)).toEqual([7, 6, 5, 4, 3, 2, 1])
    })

    it('refuses a cursor that it did not give', () => {
      expect(() => opened().workloads.page({ cursor: 'nonsense', limit: 3 })).toThrow(/is not a cursor/)
    })
  })

  describe(`${name}: hardware`, () => {
    it('derives a stored configuration again', () => {
      const store = opened()
      store.accelerators.add(preset('de10'))
      store.accelerators.add(preset('de10'))
      expect(store.accelerators.get('de10')).toEqual(preset('de10'))
      expect(store.accelerators.get('pynq')).toBeNull()
    })

    it('refuses a second configuration under a name', () => {
      const store = opened()
      store.accelerators.add(preset('pynq'))
      expect(() => store.accelerators.add(deriveHardware('pynq', preset('de10').config))).toThrow(
        /knows "pynq" with another configuration/,
      )
    })
  })

  describe(`${name}: tunings`, () => {
    it('queues by priority, then by age', () => {
      const store = opened()
      const [old, young, urgent] = [
        queueTuning(store, 1),
        queueTuning(store, 2),
        queueTuning(store, 3, { priority: 5 }),
      ]
      const order = [urgent, old, young].map(() => {
        const next = store.tunings.nextInLine()
        if (next) store.tunings.start(next.id)
        return next?.id
      })
      expect(order).toEqual([urgent.id, old.id, young.id])
      expect(store.tunings.nextInLine()).toBeNull()
      expect(store.tunings.queuedCount()).toBe(0)
    })

    it('raises a priority, and never lowers one', () => {
      const store = opened()
      const { id } = queueTuning(store, 1, { priority: 3 })
      store.tunings.raisePriority(id, 2)
      expect(store.tunings.get(id)?.priority).toBe(3)
      store.tunings.raisePriority(id, 4)
      expect(store.tunings.get(id)?.priority).toBe(4)
    })

    it('finds the same request while it waits, runs or is finished, and not after it failed', () => {
      const store = opened()
      const tuning = queueTuning(store)
      expect(store.tunings.findSame(tuning)?.id).toBe(tuning.id)
      expect(store.tunings.findSame({ ...tuning, seed: 2 })).toBeNull()
      expect(store.tunings.findSame({ ...tuning, budget: { trials: 100, seconds: 1 } })).toBeNull()
      store.tunings.start(tuning.id)
      expect(store.tunings.findSame(tuning)?.state).toBe('running')
      store.tunings.end(tuning.id, { state: 'failed', error: 'no luck' })
      expect(store.tunings.findSame(tuning)).toBeNull()
    })

    it('keeps result and error of an end, and ends once', () => {
      const store = opened()
      const result = {
        ...emptyResult,
        best: { schedule: sampleSchedule(), cycles: 900, verified: true },
        certified: true,
      }
      const { id } = startTuning(store)
      expect(store.tunings.end(id, { state: 'finished', result })).toMatchObject({
        state: 'finished',
        result,
      })
      expect(store.tunings.end(id, { state: 'failed', error: 'late' })).toMatchObject({
        state: 'finished',
        error: null,
      })
    })

    it('pages newest first, narrowed by workload and state', () => {
      const store = opened()
      const ids = [1, 2, 1, 2, 1].map((m, seed) => queueTuning(store, m, { seed }).id)
      store.tunings.start(ids[2])
      const page = (filter: object) =>
        walk(2, (cursor) => store.tunings.page(filter, { cursor, limit: 2 })).map(({ id }) => id)
      expect(page({})).toEqual(ids.toReversed())
      expect(page({ workload_id: 'gemm-1x64x64' })).toEqual([ids[4], ids[2], ids[0]])
      expect(page({ workload_id: 'gemm-1x64x64', state: 'queued' })).toEqual([ids[4], ids[0]])
      expect(page({ state: 'running' })).toEqual([ids[2]])
    })
  })

  describe(`${name}: measurements`, () => {
    it('gives back each as it was, with its ids', () => {
      const store = opened()
      const tuning = startTuning(store)
      store.log(tuning).append([groupOf(verified(700, 3), illegal(4))], someProgress)
      store.flush()
      const { id: tuning_id, workload_id, hardware } = tuning
      expect(store.measurements.page({}, { limit: 10 }).items).toEqual([
        { id: `${tuning_id}.1`, tuning_id, workload_id, hardware, ...verified(700, 3) },
        { id: `${tuning_id}.2`, tuning_id, workload_id, hardware, ...illegal(4) },
      ])
    })

    it('goes on numbering and counting where a log was left', () => {
      const store = opened()
      const tuning = startTuning(store)
      store.log(tuning).append([groupOf(verified(700)), groupOf(illegal())], someProgress)
      store.flush()
      const log = store.log(store.tunings.start(tuning.id))
      expect(rowsOf([...log.stored()])).toEqual([verified(700), illegal()])
      log.append([groupOf(illegal())], someProgress)
      store.flush()
      expect(store.tunings.get(tuning.id)).toMatchObject({
        counts: { ok: 1, illegal: 2 },
        progress: someProgress,
      })
      expect(store.measurements.page({}, { limit: 9 }).items.at(-1)?.id).toBe(`${tuning.id}.3`)
    })

    it('pages each row once under every filter', () => {
      const store = opened()
      for (const m of [1, 2, 1]) {
        const log = store.log(startTuning(store, m, { seed: m }))
        const rows = [1, 2, 3, 4, 5].map((i) => (i % 2 === 0 ? illegal(i) : verified(1000 - i, i)))
        log.append([groupOf(...rows.slice(0, m)), groupOf(...rows.slice(m))], someProgress)
      }
      store.flush()
      const page = (filter: object) =>
        walk(2, (cursor) => store.measurements.page(filter, { cursor, limit: 2 })).map(({ id }) => id)
      const all = ['t1', 't2', 't3'].flatMap((t) => [1, 2, 3, 4, 5].map((i) => `${t}.${i}`))
      expect(page({})).toEqual(all)
      expect(page({ tuning_id: 't2' })).toEqual(all.slice(5, 10))
      expect(page({ workload_id: 'gemm-1x64x64' })).toEqual([...all.slice(0, 5), ...all.slice(10)])
      expect(page({ workload_id: 'gemm-1x64x64', status: 'illegal' })).toEqual([
        't1.2',
        't1.4',
        't3.2',
        't3.4',
      ])
      expect(page({ tuning_id: 't2', status: 'ok' })).toEqual(['t2.1', 't2.3', 't2.5'])
      expect(page({ status: 'race' })).toEqual([])
      expect(page({ tuning_id: 'no such id' })).toEqual([])
    })
  })

  describe(`${name}: best`, () => {
    it('is the fastest verified one, the first of equals, whichever tuning found it', () => {
      const store = opened()
      expect(bestAfter(store, [verified(900, 1), verified(800, 2), verified(800, 3)])).toMatchObject({
        tuning_id: 't1',
        cycles: 800,
        schedule: sampleSchedule(2),
        lower_bound: null,
        gap: null,
        certified: false,
      })
      expect(bestAfter(store, [verified(850, 4), verified(800, 5)])?.schedule).toEqual(sampleSchedule(2))
      expect(bestAfter(store, [verified(750, 6)])).toMatchObject({ tuning_id: 't3', cycles: 750 })
    })

    it('is never one that was not verified', () => {
      const wrong = { ...verified(6), status: 'wrong_answer', verified: false } as const
      expect(bestAfter(opened(), [wrong, illegal()])).toBeNull()
    })

    it('keeps a certificate until something faster is found, and a bound for ever', () => {
      const store = opened()
      const tuning = startTuning(store)
      const { workload_id, hardware } = tuning
      store.log(tuning).append([groupOf(verified(800))], someProgress)
      const proof = { workload_id, hardware, lower_bound: 640, certified: true }
      store.finish(tuning, {
        ...emptyResult,
        best: { schedule: sampleSchedule(), cycles: 800, verified: true },
        ...proof,
      })
      expect(store.bests.get(workload_id, hardware)).toMatchObject({
        lower_bound: 640,
        gap: 0.25,
        certified: true,
      })
      expect(bestAfter(store, [verified(790)])).toMatchObject({
        lower_bound: 640,
        gap: 790 / 640 - 1,
        certified: false,
      })
    })

    it('has the bound of a tuning that found nothing faster', () => {
      const store = opened()
      bestAfter(store, [verified(700)])
      const tuning = startTuning(store)
      const { workload_id, hardware } = tuning
      store.log(tuning).append([groupOf(verified(800))], someProgress)
      const best = { schedule: sampleSchedule(), cycles: 800, verified: true }
      store.finish(tuning, { ...emptyResult, best, lower_bound: 640, certified: true })
      expect(store.bests.get(workload_id, hardware)).toMatchObject({
        cycles: 700,
        lower_bound: 640,
        certified: false,
      })
    })

    it('is the same object until it changes', () => {
      const store = opened()
      const first = bestAfter(store, [verified(800)])
      expect(store.bests.get('gemm-16x64x64', 'pynq')).toBe(first)
      expect(bestAfter(store, [verified(700)])).not.toBe(first)
    })
  })

  describe(`${name}: idempotency keys`, () => {
    it('remembers what a key stood for', () => {
      const store = opened()
      const { id: tuning_id } = queueTuning(store)
      expect(store.idempotencyKeys.get('k')).toBeNull()
      store.idempotencyKeys.add('k', { request: '{}', tuning_id })
      expect(store.idempotencyKeys.get('k')).toEqual({ request: '{}', tuning_id })
    })
  })
}
