import { describe, expect, it } from 'vitest'
import { defaultSchedule } from '../../src/compiler/default.js'
import type { Schedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import type { Candidates } from '../../src/measure/candidates.js'
import type { Measured } from '../../src/measure/record.js'
import { rowsOf } from '../../src/measure/row-group.js'
import { JobFailed } from '../../src/measure/threads.js'
import { askingNames } from '../../src/search/strategies.js'
import { TuningRun, type Problem, type TuneOptions } from '../../src/service/tuning-run.js'
import type { TuneRequest, TuneResult } from '../../src/service/tuning.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { points } from '../search/points.js'
import { groupOf } from '../store/samples.js'
import { untilAborted } from './stand-ins.js'

const workload = normalWorkload({ kind: 'gemm', m: 4, n: 16, k: 16 })
const hardware = preset('pynq')
const plain = defaultSchedule(workload, hardware)
const schedule = (tile: number): Schedule => ({ ...plain, tile_m: tile })

/** A space of tiles 1 .. size; tiles that share a remainder by 600 are the same program. */
const problem = (size: number): Problem => ({
  space: {
    name: 'tiles-1',
    knobs: [],
    ...points([size]),
    at: (index) => schedule(index + 1),
    nearest: ({ tile_m }) => Number(tile_m) - 1,
  },
  defaultSchedule: schedule(9999),
  first: [],
})

/** What measuring a tile gives: every fifth remainder is illegal, 250 is wrong, others cost a hundred and some. */
function measureTile(tile: number, seed: number): Measured {
  const rest = tile % 600
  const common = { schedule: schedule(tile), seed, worker: 0, seconds: 0, detail: null, check: null }
  if (tile === 9999) return { ...common, status: 'ok', cycles: 500, verified: true, program: 9999 }
  if (rest % 5 === 0) return { ...common, status: 'illegal', cycles: null, verified: false, program: null }
  if (rest === 251) return { ...common, status: 'wrong_answer', cycles: 1, verified: false, program: 251 }
  return { ...common, status: 'ok', cycles: 100 + ((rest * 37) % 53), verified: true, program: rest >> 1 }
}

/** The tiles that are asked for: points of the space, or the default schedule. */
const tilesOf = (candidates: Candidates): readonly number[] =>
  candidates.kind === 'points'
    ? Array.from(candidates.indices, (index) => index + 1)
    : candidates.schedules.map(({ tile_m }) => Number(tile_m))

/** A pool without threads, whose measurements are changed as given. */
type SmallPool = Pick<TuneOptions['pool'], 'measure' | 'bound'>
const poolThat = (change: (one: Measured) => Partial<Measured>): SmallPool => ({
  bound: () => Promise.resolve(80),
  measure(subject, candidates) {
    const measured = tilesOf(candidates).map((tile) => measureTile(tile, subject.seed))
    return Promise.resolve([groupOf(...measured.map((one) => Object.assign(one, change(one))))])
  },
})
const pool = poolThat(() => ({}))
const boundThat = (error: Error): SmallPool => ({ ...pool, bound: () => Promise.reject(error) })

const request = (change: Partial<TuneRequest> = {}): TuneRequest => ({
  workload,
  hardware,
  strategy: 'exhaustive',
  space: 'equal-tiles',
  budget: { trials: null, seconds: null },
  seed: 1,
  ...change,
})

describe('a tuning', () => {
  it('measures and counts every point, and each program once', async () => {
    const measured: Measured[] = []
    const run = new TuningRun(problem(1000), request(), {
      pool,
      onBatch: (groups) => void measured.push(...rowsOf(groups)),
    })
    const { seconds, candidates_per_second, ...result } = await run.run()
    expect(result).toEqual({
      workload_id: 'gemm-4x16x16',
      hardware: 'pynq',
      strategy: 'exhaustive',
      seed: 1,
      best: { schedule: schedule(53), cycles: 100, verified: true },
      default_cycles: 500,
      microseconds: 1,
      lower_bound: 80,
      gap: 0.25,
      certified: true,
      space: 'tiles-1',
      space_size: 1000,
      legal: 800,
      distinct: 299,
      simulated: 299,
      pruned: 0,
      open_parts: null,
    })
    expect(seconds).toBeGreaterThan(0)
    expect(candidates_per_second).toBeCloseTo(299 / seconds)
    expect(measured.map(({ schedule: { tile_m } }) => tile_m)).toEqual([
      9999,
      ...Array.from({ length: 1000 }, (_, i) => i + 1),
    ])
  })

  it('gives the lowest index among equally fast schedules, in whatever order they were tried', async () => {
    const random = new TuningRun(
      problem(1000),
      request({ strategy: 'random', budget: { trials: 1000, seconds: null } }),
      { pool },
    )
    expect((await random.run()).best?.schedule).toEqual(schedule(53))
  })

  it('knows the best of a few points before it has many measured', async () => {
    const asked: (readonly [points: number, incumbent: number | null | undefined])[] = []
    const noting: SmallPool = {
      ...pool,
      measure(subject, candidates, signal, limits) {
        if (candidates.kind === 'points') asked.push([candidates.indices.length, limits?.incumbent])
        return pool.measure(subject, candidates, signal, limits)
      },
    }
    await new TuningRun(problem(5000), request({ strategy: 'random' }), { pool: noting }).run()
    const [[scouts, first], ...rest] = asked
    expect(scouts).toBeLessThan(64)
    expect(first).toBe(500)
    for (const [, incumbent] of rest) expect(incumbent).toBeLessThan(120)
  })

  it('never gives less than the default schedule', async () => {
    const slow = poolThat((one) => (one.cycles === 500 ? {} : { cycles: one.cycles && one.cycles + 1000 }))
    const result = await new TuningRun(problem(100), request(), { pool: slow }).run()
    expect(result.best).toEqual({ schedule: schedule(9999), cycles: 500, verified: true })
  })

  it('begins with the points that it is given, before those that the strategy asks for', async () => {
    const batches: number[][] = []
    const asked: TuneOptions['onBatch'] = (groups) =>
      void batches.push(rowsOf(groups).map(({ schedule: { tile_m } }) => Number(tile_m)))
    const started = { ...problem(5), first: [3, 1] }
    const result = await new TuningRun(started, request(), { pool, onBatch: asked }).run()
    expect(batches[1]).toEqual([4, 2])
    expect(batches.slice(2).flat()).toEqual([1, 3, 5])
    expect(result).toMatchObject({ certified: true, space_size: 5 })
  })

  it('has no best when nothing is legal, and then certifies nothing', async () => {
    const none = poolThat(() => ({ status: 'illegal', cycles: null, verified: false, program: null }))
    const result = await new TuningRun(problem(10), request(), { pool: none }).run()
    expect(result).toMatchObject({ best: null, microseconds: null, default_cycles: null, certified: false })
  })

  it('does not certify when a candidate timed out', async () => {
    const slow = poolThat((one) =>
      one.program === 3 ? { status: 'timeout', verified: false, cycles: null } : {},
    )
    const result = await new TuningRun(problem(100), request(), { pool: slow }).run()
    expect(result.certified).toBe(false)
  })

  it.each(askingNames)('stops at its trials with %s', async (strategy) => {
    let tried = 0
    const run = new TuningRun(problem(1000), request({ strategy, budget: { trials: 300, seconds: null } }), {
      pool,
      onBatch: (_, progress) => void (tried = progress.tried),
    })
    expect((await run.run()).certified).toBe(false)
    expect(tried).toBe(300)
  })

  it('stops at the first batch boundary after its seconds', async () => {
    let batches = 0
    await new TuningRun(problem(1000), request({ budget: { trials: null, seconds: 1e-9 } }), {
      pool,
      onBatch: () => void batches++,
    }).run()
    expect(batches).toBe(1)
  })

  it('ends with what it has found when something goes on beyond its seconds', async () => {
    const endless = poolThat(() => ({}))
    const { measure } = endless
    const stuck: SmallPool = {
      ...endless,
      measure: (subject, candidates, signal) =>
        candidates.kind === 'points' ? untilAborted(signal) : measure(subject, candidates, signal),
    }
    const budget = { trials: null, seconds: 0.01 }
    const result = await new TuningRun(problem(1000), request({ budget }), { pool: stuck }).run()
    expect(result).toMatchObject({ best: { schedule: schedule(9999) }, lower_bound: 80, certified: false })
  })

  it('says so when its seconds end before anything is verified', async () => {
    const known: TuneResult[] = []
    const stuck: SmallPool = { ...pool, measure: (...[, , signal]) => untilAborted(signal) }
    const run = new TuningRun(problem(1000), request({ budget: { trials: null, seconds: 0.01 } }), {
      pool: stuck,
      onStopped: (soFar) => void known.push(soFar),
    })
    await expect(run.run()).rejects.toThrow('nothing could be verified within 0.01 s: give it more seconds')
    expect(known).toMatchObject([{ best: null, certified: false }])
  })

  it('has every batch end with its seconds', async () => {
    const ends: (number | null | undefined)[] = []
    const noting: SmallPool = {
      ...pool,
      measure(subject, candidates, signal, limits) {
        if (candidates.kind === 'points') ends.push(limits?.until)
        return pool.measure(subject, candidates, signal, limits)
      },
    }
    const before = Date.now()
    const budget = { trials: null, seconds: 1000 }
    await new TuningRun(problem(1000), request({ budget }), { pool: noting }).run()
    expect(ends.length).toBeGreaterThan(1)
    expect(new Set(ends).size).toBe(1)
    expect(ends[0]).toBeGreaterThanOrEqual(before + 1_000_000)
  })

  it('hands the signal to the pool and rejects with its reason', async () => {
    const stop = new AbortController()
    const stoppable: SmallPool = {
      ...pool,
      measure: (subject, candidates, signal) => {
        signal?.throwIfAborted()
        return pool.measure(subject, candidates)
      },
    }
    const run = new TuningRun(problem(10_000), request(), {
      pool: stoppable,
      signal: stop.signal,
      onBatch: (_, { tried }) => (tried > 200 ? stop.abort(new Error('enough')) : undefined),
    })
    await expect(run.run()).rejects.toThrow('enough')
  })

  it('tells what it has found when the signal stops it', async () => {
    const stop = new AbortController()
    const known: TuneResult[] = []
    const run = new TuningRun(problem(10_000), request(), {
      pool: {
        ...pool,
        measure(subject, candidates) {
          stop.signal.throwIfAborted()
          return pool.measure(subject, candidates)
        },
      },
      signal: stop.signal,
      onBatch: (_, { tried }) => (tried > 200 ? stop.abort(new Error('enough')) : undefined),
      onStopped: (soFar) => void known.push(soFar),
    })
    await expect(run.run()).rejects.toThrow('enough')
    expect(known).toMatchObject([
      {
        best: { schedule: schedule(53), cycles: 100, verified: true },
        default_cycles: 500,
        lower_bound: 80,
        certified: false,
      },
    ])
  })

  it('has no bound when its worker did not live to tell, and fails when anything else goes wrong', async () => {
    const without = boundThat(new JobFailed('crashed', 'out of memory'))
    const result = await new TuningRun(problem(10), request(), { pool: without }).run()
    expect(result).toMatchObject({ lower_bound: null, gap: null, certified: true })
    const wrong = new TuningRun(problem(10), request(), { pool: boundThat(new Error('a mistake')) })
    await expect(wrong.run()).rejects.toThrow('a mistake')
  })
})
