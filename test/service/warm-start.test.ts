import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import { nearestPoints } from '../../src/service/warm-start.js'
import type { tune } from '../../src/service/tune.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { freshFile, gemm, sampleSchedule } from '../store/samples.js'
import { openService, request, StandInPool, standInTune } from './stand-ins.js'

const long = 20_000

/** A search that notes what it is told to start from. */
function noting(): { noted: typeof tune; starts: (readonly Schedule[])[] } {
  const starts: (readonly Schedule[])[] = []
  const noted: typeof tune = (asked, options) => {
    starts.push(options.startFrom ?? [])
    return standInTune(asked, options)
  }
  return { noted, starts }
}

const warm = (m: number, more = {}) => request(m, { warm_start: true, ...more })

describe('a tuning that may start warm', () => {
  it('begins with the bests of the nearest shapes, as they are and scaled, and says so', async () => {
    const { noted, starts } = noting()
    const { service } = openService(undefined, { tune: noted })
    for (const m of [512, 8, 64]) await service.wait(service.submit(request(m)).tuning.id, long)
    const { id } = service.submit(warm(16)).tuning
    const { warm_from } = await service.wait(id, long)
    const best = sampleSchedule(3)
    const both = (m: number, scaled: number) =>
      [best, { ...best, tile_m: scaled }].map((schedule) => ({
        workload_id: `gemm-${m}x64x64`,
        hardware: 'pynq',
        schedule,
      }))
    expect(warm_from).toEqual([...both(8, 6), ...both(64, 1), ...both(512, 1)])
    expect(starts).toEqual([[], [], [], (warm_from ?? []).map(({ schedule }) => schedule)])
  })

  it('prefers what is best on the same hardware, and leaves out its own best', async () => {
    const { noted } = noting()
    const { service } = openService(undefined, { tune: noted })
    const before = [
      request(16),
      request(16, { hardware: preset('de10') }),
      request(17, { hardware: preset('de10') }),
      request(500),
    ]
    for (const each of before) await service.wait(service.submit(each).tuning.id, long)
    const { warm_from } = await service.wait(service.submit(warm(16)).tuning.id, long)
    const sources = (warm_from ?? []).map(({ workload_id, hardware }) => `${workload_id} ${hardware}`)
    expect([...new Set(sources)]).toEqual(['gemm-500x64x64 pynq', 'gemm-16x64x64 de10', 'gemm-17x64x64 de10'])
  })

  it('is another tuning than one that may not', async () => {
    const { service } = openService()
    const cold = service.submit(request(16)).tuning
    const warmed = service.submit(warm(16)).tuning
    expect(warmed.id).not.toBe(cold.id)
    expect(service.submit(warm(16)).tuning.id).toBe(warmed.id)
    expect((await service.wait(cold.id, long)).warm_from).toBeNull()
  })

  it('begins with the same again when a stop interrupted it, whatever was found since', async () => {
    const file = freshFile()
    const first = openService(file)
    await first.service.wait(first.service.submit(request(8)).tuning.id, long)
    await first.close()
    const pool = new StandInPool()
    pool.stuckFrom = 0
    const second = openService(file, { pool })
    const { id } = second.service.submit(warm(16)).tuning
    await new Promise((resolve) => setImmediate(resolve))
    const { warm_from } = second.service.get(id)
    expect(warm_from).toHaveLength(2)
    await second.close()
    const { noted, starts } = noting()
    const third = openService(file, { tune: noted })
    await third.service.wait(id, long)
    expect(starts).toEqual([(warm_from ?? []).map(({ schedule }) => schedule)])
  })
})

it('different schedules may come nearest to the same point, which is tried once', () => {
  const space = gemmSpace(gemm(16), preset('pynq'))
  expect(nearestPoints(space, [space.at(5), { ...space.at(5), tile_m: 1.2 }, space.at(3)])).toEqual([5, 3])
})
