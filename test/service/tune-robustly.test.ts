import { describe, expect, it } from 'vitest'
import { defaultSchedule } from '../../src/compiler/default.js'
import { compile } from '../../src/compiler/compile.js'
import { preset } from '../../src/hardware/presets.js'
import { RowGroupWriter } from '../../src/measure/row-group-writer.js'
import { beginLists, walkLists } from '../../src/measure/settling.js'

import { TestBench } from '../../src/measure/test-bench.js'
import { countOf, scheduleMaker } from '../../src/measure/candidates.js'
import type { Measurer } from '../../src/measure/pool.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { tune } from '../../src/service/tune.js'
import { tuneRobustly } from '../../src/service/tune-robustly.js'
import { startUpDelays } from '../../src/hardware/start-up-delays.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { normalWorkload } from '../../src/workload/workload.js'

const workload = normalWorkload({
  kind: 'gemm',
  m: 16,
  n: 32,
  k: 128,
  epilogue: { shift: 8, clip: [0, 127] },
})
const hardware = preset('pynq')
const request = {
  workload,
  hardware,
  strategy: 'random',
  seed: 3,
  space: 'equal-tiles',
  budget: { trials: 300, seconds: null },
} as const

/** Measures in this thread. */
const pool: Measurer = {
  measure: async (subject, candidates) => {
    const bench = new TestBench(subject)
    const scheduleAt = scheduleMaker(candidates, subject)
    const rows = new RowGroupWriter()
    for (let i = 0; i < countOf(candidates); i++) {
      const schedule = scheduleAt(i)
      rows.add(schedule, { ...bench.measure(schedule), seconds: 0 })
    }
    return [rows.group(3, 0)]
  },
  settle: () => Promise.reject(new Error('nothing to settle')),
  lists: (subject, part) => Promise.resolve(beginLists({ ...subject, ...part })),
  anneal: () => Promise.reject(new Error('nowhere to walk')),
  bound: () => Promise.resolve(lowerBound(workload, hardware).cycles),
}

/** Walks in this thread, a tenth of the way. */
const walkHere: typeof pool.anneal = async (subject, { walk, until }) =>
  walkLists({ ...subject, walk: { ...walk, steps: Math.ceil(walk.steps / 10) }, until })

const cyclesAt = (schedule: Parameters<typeof compile>[1]): number[] =>
  startUpDelays.map((startUpDelay) => {
    const program = compile(workload, schedule, hardware)
    return new TimingMachine(hardware, { startUpDelay }).run(program.instructions, program).cycles
  })

describe('a bench with several memories', () => {
  it('gives the most cycles over them, and the same verdict', () => {
    const schedule = { ...defaultSchedule(workload, hardware), inp_buffers: 2 }
    const own = new TestBench({ workload, hardware, seed: 1 }).measure(schedule)
    const worst = new TestBench({ workload, hardware, seed: 1, startUpDelays }).measure(schedule)
    expect(worst).toEqual({ ...own, cycles: Math.max(...cyclesAt(schedule)) })
    expect(own.cycles).toBe(cyclesAt(schedule)[0])
  })
})

describe('tuning for the worst memory', () => {
  it('finds a schedule that is better at its worst than the one with the fewest cycles', async () => {
    const [fast, robust] = [await tune(request, { pool }), await tuneRobustly(request, { pool })]
    if (fast.best === null || robust.best === null) throw new Error('nothing was legal')
    expect(robust.worst_cycles).toBe(Math.max(...cyclesAt(robust.best.schedule)))
    expect(robust.worst_cycles).toBeLessThan(Math.max(...cyclesAt(fast.best.schedule)))
    expect(robust.best.cycles).toBe(cyclesAt(robust.best.schedule)[0])
    expect(robust.best.cycles).toBeGreaterThanOrEqual(fast.best.cycles)
    expect(robust.default_cycles).toBe(fast.default_cycles)
    expect(robust.microseconds).toBe(robust.best.cycles / 100)
    expect(robust).toMatchObject({ objective: 'robust', start_up_delays: [16, 32, 64, 128] })
  })

  it('walks through lists of products, which are better at their worst than all that was drawn', async () => {
    const walks = { ...pool, anneal: walkHere }
    const certified = { ...request, strategy: 'certified', space: 'sequences' } as const
    const [drawn, walked] = [
      await tuneRobustly(request, { pool }),
      await tuneRobustly(certified, { pool: walks }),
    ]
    if (walked.best === null) throw new Error('nothing was legal')
    expect(walked.best.schedule.products).not.toBeNull()
    expect(walked.worst_cycles).toBe(Math.max(...cyclesAt(walked.best.schedule)))
    expect(walked.worst_cycles).toBeLessThan(drawn.worst_cycles ?? 0)
    expect(walked.best.cycles).toBe(cyclesAt(walked.best.schedule)[0])
    expect(walked).toMatchObject({ certified: false, best: { verified: true } })
  })
})
