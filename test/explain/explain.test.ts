import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { defaultSchedule } from '../../src/compiler/default.js'
import { IllegalSchedule, scheduleSchema } from '../../src/compiler/schedule.js'
import { extentsOf } from '../../src/compiler/tiles.js'
import { explain } from '../../src/explain/explain.js'
import { variantsOf } from '../../src/explain/variants.js'
import { preset } from '../../src/hardware/presets.js'
import { TestBench } from '../../src/measure/test-bench.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyCandidate, type Candidate } from '../compiler/arbitrary.js'

const epilogue = { shift: 8, clip: [0, 127] } as const
const gemm = (m: number, n: number, k: number) =>
  normalWorkload({ kind: 'gemm', m, n, k, epilogue: { ...epilogue, clip: [...epilogue.clip] } })

const isLegal = ({ workload, schedule, hardware }: Candidate): boolean => {
  try {
    return compile(workload, schedule, hardware).instructions.length > 0
  } catch (error) {
    if (error instanceof IllegalSchedule) return false
    throw error
  }
}

describe('the gap to the lower bound', () => {
  it('is split into stages that add up to both, whatever the schedule and the busiest resource', () => {
    const resources = new Set<string>()
    fc.assert(
      fc.property(anyCandidate(90).filter(isLegal), ({ workload, hardware, schedule }) => {
        const { cycles, lower_bound, gap_by_cause, gap, memory } = explain(workload, schedule, hardware)
        const { stages, resource } = gap_by_cause
        resources.add(resource)
        expect(stages.reduce((sum, stage) => sum + stage.bound, 0)).toBe(lower_bound)
        expect(lower_bound).toBe(lowerBound(workload, hardware).cycles)
        expect(stages.reduce((sum, stage) => sum + stage.program, 0)).toBe(cycles)
        expect(gap).toBeCloseTo(cycles / lower_bound - 1)
        expect(Object.values(memory).reduce((sum, each) => sum + each, 0)).toBe(cycles)
        for (const { stage, program, by_reason } of stages) {
          if (stage !== 'between') continue
          expect(Object.values(by_reason).reduce((sum, each) => sum + each, 0)).toBe(program)
        }
      }),
      { numRuns: 25 },
    )
    expect(resources.size).toBeGreaterThan(1)
  })
})

describe('the neighbours of a schedule', () => {
  it('are one step of one knob away, and every knob has some', () => {
    fc.assert(
      fc.property(anyCandidate(200), ({ workload, hardware, schedule }) => {
        const variants = variantsOf(schedule, extentsOf(workload, hardware))
        for (const { knob, value, schedule: changed } of variants) {
          expect(value).not.toEqual(schedule[knob])
          expect(changed).toEqual({ ...schedule, [knob]: value })
          expect(scheduleSchema.safeParse(changed).success).toBe(true)
        }
        const knobs = new Set(variants.map(({ knob }) => knob))
        for (const knob of ['order', 'inp_at', 'threads', 'uop_axis', 'acc_buffers'] as const) {
          expect(knobs).toContain(knob)
        }
        expect(variants.length).toBeLessThan(90)
      }),
    )
  })

  it('have the cycles that a measurement has, the fastest first, or the reason why they are illegal', () => {
    const [workload, hardware] = [gemm(16, 64, 64), preset('pynq')]
    const schedule = { ...defaultSchedule(workload, hardware), tile_m: 8 }
    const bench = new TestBench({ workload, hardware, seed: 1 })
    const { neighbours, cycles } = explain(workload, schedule, hardware)
    const known = neighbours.map((one) => one.cycles ?? Infinity)
    expect(known).toEqual(known.toSorted((a, b) => a - b))
    for (const { knob, value, cycles: own, difference, detail, same_program } of neighbours) {
      const measured = bench.measure({ ...schedule, [knob]: value })
      expect(measured.cycles).toBe(own)
      expect(measured.detail).toBe(detail)
      expect(difference).toBe(own === null ? null : own - cycles)
      if (same_program) expect(measured.program).toBe(bench.measure(schedule).program)
    }
    expect(neighbours.some(({ detail }) => detail !== null)).toBe(true)
    expect(neighbours.some(({ same_program }) => same_program)).toBe(true)
  })

  it('are few and soon told, however long the program', () => {
    const [workload, hardware] = [gemm(2048, 2048, 1024), preset('pynq')]
    const explanation = explain(workload, defaultSchedule(workload, hardware), hardware)
    expect(explanation.neighbours.some(({ detail }) => detail?.startsWith('not tried'))).toBe(true)
    expect(JSON.stringify(explanation).length).toBeLessThan(30_000)
  })
})

describe('robustness', () => {
  const hardware = preset('pynq')

  it('times the schedule and its fastest neighbours at every start-up delay', () => {
    const workload = gemm(16, 256, 256)
    const { robustness, cycles, neighbours } = explain(
      workload,
      defaultSchedule(workload, hardware),
      hardware,
    )
    expect(robustness.delays).toEqual([16, 32, 64, 128])
    expect(robustness.schedules).toHaveLength(5)
    expect(robustness.schedules[0].cycles[0]).toBe(cycles)
    expect(robustness.schedules[1].cycles[0]).toBe(neighbours[0].cycles)
    expect(robustness.order_holds).toBe(true)
  })

  it('says so when a rival overtakes', () => {
    const workload = gemm(64, 64, 256)
    const many = { ...defaultSchedule(workload, hardware), tile_k: 2, inp_buffers: 0, wgt_buffers: 0 }
    const few = { ...many, tile_k: 4 }
    const { robustness } = explain(workload, many, hardware, [{ name: 'fewer loads', schedule: few }])
    expect(robustness.schedules.map(({ name }) => name)).toEqual(['this schedule', 'fewer loads'])
    expect(robustness.fastest).toEqual(['this schedule', 'this schedule', 'fewer loads', 'fewer loads'])
    expect(robustness.order_holds).toBe(false)
  })
})
