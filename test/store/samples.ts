import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { scheduleSchema, type Schedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import type { Measured } from '../../src/measure/record.js'
import type { RowGroup } from '../../src/measure/row-group.js'
import { RowGroupWriter } from '../../src/measure/row-group-writer.js'
import { nothingKnown } from '../../src/service/tuning.js'
import type { Progress, TuningRecord, TuningResult } from '../../src/store/records.js'
import type { Store } from '../../src/store/store.js'
import { normalWorkload } from '../../src/workload/workload.js'

/** The name of a database file that does not exist yet, in a folder that goes when the test ends. */
export function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilewright-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'tuning.db')
}

export const sampleSchedule = (tile_m = 1): Schedule =>
  scheduleSchema.parse({
    tile_m,
    tile_n: [1, 2, 4],
    tile_k: 8,
    order: 'nmk',
    inp_at: 'k',
    wgt_at: 'root',
    threads: 2,
    thread_axis: 'n',
    uop_axis: 'm',
  })

export const verified = (cycles: number, tile_m = 1): Measured => ({
  schedule: sampleSchedule(tile_m),
  status: 'ok',
  cycles,
  verified: true,
  detail: null,
  seed: 7,
  worker: 1,
  seconds: 0.25,
  program: 4_000_000_000 + tile_m,
  check: 'full',
})

export const illegal = (tile_m = 1): Measured => ({
  ...verified(0, tile_m),
  status: 'illegal',
  cycles: null,
  verified: false,
  detail: 'tile_m: too large',
  program: null,
  check: null,
})

/** Measurements of one worker, as they cross. */
export function groupOf(...rows: readonly Measured[]): RowGroup {
  const writer = new RowGroupWriter()
  for (const { schedule, ...verdict } of rows) writer.add(schedule, verdict)
  return writer.group(rows[0].seed, rows[0].worker)
}

export const someProgress: Progress = {
  tried: 3,
  trials: 100,
  simulated: 2,
  seconds: 0.5,
  candidates_per_second: 4,
  best: null,
}

export const emptyResult: TuningResult = { ...nothingKnown, seconds: 1.5, candidates_per_second: 10 }

export const gemm = (m: number) => normalWorkload({ kind: 'gemm', m, n: 64, k: 64 })

/** A queued tuning of a product of m x 64 x 64 on pynq. */
export function queueTuning(
  store: Store,
  m = 16,
  {
    seed = 1,
    priority = 0,
    client = '',
    retain = null,
  }: { seed?: number; priority?: number; client?: string; retain?: number | null } = {},
): TuningRecord {
  store.accelerators.add(preset('pynq'))
  const { record } = store.workloads.add(gemm(m))
  const key = {
    kind: 'search' as const,
    workload_id: record.id,
    hardware: 'pynq',
    strategy: 'random',
    space: 'sequences',
    seed,
    warm_start: false,
  }
  return store.tunings.add({ ...key, budget: { trials: 100, seconds: null } }, { priority, client, retain })
}

export const startTuning = (store: Store, m = 16, options = {}): TuningRecord =>
  store.tunings.start(queueTuning(store, m, options).id)
