import { describe, expect, it, onTestFinished } from 'vitest'
import { MeasurePool } from '../../src/measure/pool.js'
import { TuningStopped } from '../../src/service/errors.js'
import type { TuningEvent } from '../../src/service/event-feed.js'
import { ThreadedRunner } from '../../src/service/threaded-runner.js'
import { tune } from '../../src/service/tune.js'
import { TuningRunner } from '../../src/service/tuning-runner.js'
import type { TuningRecord, TuningResult } from '../../src/store/records.js'
import { Store } from '../../src/store/store.js'
import { freshFile, startTuning } from '../store/samples.js'

const signal = new AbortController().signal
const nobody = () => {}
const long = 60_000

/** A store with a thread that tunes into it. */
function openThread(code?: URL): { store: Store; runner: ThreadedRunner } {
  const store = Store.open(freshFile())
  const runner = new ThreadedRunner({ store: store.shared, workers: 1, ...(code && { code }) })
  onTestFinished(async () => {
    await runner.close()
    store.close()
  })
  return { store, runner }
}

/** The same tuning in this thread. */
async function runHere(): Promise<{ result: TuningResult; store: Store; tuning: TuningRecord }> {
  const store = Store.open(freshFile())
  const pool = await MeasurePool.start({ workers: 1 })
  onTestFinished(async () => {
    await pool.close()
    store.close()
  })
  const tuning = startTuning(store)
  return { result: await new TuningRunner({ store, pool, tune }).run(tuning, signal, nobody), store, tuning }
}

const rowsIn = (store: Store, tuning: TuningRecord) =>
  store.measurements
    .page({ tuning_id: tuning.id }, { limit: 1000 })
    .items.map(({ id, schedule, status, cycles, verified, detail, seed, program, check }) => ({
      id,
      schedule,
      status,
      cycles,
      verified,
      detail,
      seed,
      program,
      check,
    }))

const timeless = (result: TuningResult) => ({ ...result, seconds: 0, candidates_per_second: 0 })

describe('a tuning in a thread of its own', () => {
  it(
    'comes to what it comes to in the caller’s, and has all of it stored by then',
    { timeout: long },
    async () => {
      const here = await runHere()
      const { store, runner } = openThread()
      const tuning = startTuning(store)
      const events: TuningEvent[] = []
      const result = await runner.run(tuning, signal, (event) => events.push(event))
      expect(timeless(result)).toEqual(timeless(here.result))
      expect(rowsIn(store, tuning)).toEqual(rowsIn(here.store, here.tuning))
      expect(store.tunings.get(tuning.id)?.counts).toEqual(here.store.tunings.get(here.tuning.id)?.counts)
      expect(runner.measured).toBe(rowsIn(store, tuning).length)
      expect(events.map(({ kind }) => kind)).toContain('progress')
    },
  )

  it('is the best for the thread that serves as soon as it is stored', { timeout: long }, async () => {
    const { store, runner } = openThread()
    const tuning = startTuning(store)
    const { workload_id, hardware } = tuning
    expect(store.bests.get(workload_id, hardware)).toBeNull()
    const { best } = await runner.run(tuning, signal, nobody)
    expect(store.bests.get(workload_id, hardware)).toMatchObject({
      cycles: best?.cycles,
      tuning_id: tuning.id,
    })
  })

  it(
    'lets go when it is told to, with what it has measured stored, and another one runs',
    { timeout: long },
    async () => {
      const { store, runner } = openThread()
      const stop = new AbortController()
      const tuning = startTuning(store)
      const reason = new TuningStopped('cancelled')
      const heard: TuningEvent[] = []
      const run = runner.run(tuning, stop.signal, (event) => {
        heard.push(event)
        stop.abort(reason)
      })
      await expect(run).rejects.toBe(reason)
      expect(heard).toHaveLength(1)
      const stored = rowsIn(store, tuning).length
      expect(stored).toBe(runner.measured)
      const next = startTuning(store, 8)
      await runner.run(next, signal, nobody)
      expect(rowsIn(store, tuning)).toHaveLength(stored)
      expect(rowsIn(store, next).length).toBeGreaterThan(100)
    },
  )

  it('says what went wrong with it', { timeout: long }, async () => {
    const { store, runner } = openThread()
    const tuning: TuningRecord = { ...startTuning(store), strategy: 'guessing' }
    await expect(runner.run(tuning, signal, nobody)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('guessing'),
    })
  })

  it('that takes the thread with it fails, and the next one has another', { timeout: long }, async () => {
    const { store, runner } = openThread(new URL('dying-thread.mjs', import.meta.url))
    const tuning = startTuning(store)
    await expect(runner.run(tuning, signal, nobody)).rejects.toThrow('out of memory')
    await expect(runner.run(tuning, signal, nobody)).rejects.toThrow('out of memory')
  })

  it('cannot begin where there is no database', async () => {
    const store = Store.open(freshFile())
    onTestFinished(() => store.close())
    const shared = { ...store.shared, file: `${freshFile()}.none` }
    await expect(new ThreadedRunner({ store: shared, workers: 1 }).ready()).rejects.toThrow(
      'cannot be opened',
    )
  })
})
