import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { defaultSchedule } from '../../src/compiler/default.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import { criticalPath } from '../../src/explain/critical-path.js'
import { unitCycles } from '../../src/explain/modules.js'
import { traceOf, type Trace } from '../../src/explain/trace.js'
import { preset } from '../../src/hardware/presets.js'
import { readBundle } from '../../src/isa/bundle.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyCandidate, type Candidate } from '../compiler/arbitrary.js'
import { goldenRuns } from '../simulator/golden-runs.js'
import * as asm from '../simulator/reference/assemble.js'
import { expectFullAccounts, expectWholePath } from './accounts.js'

function traceOfCandidate({ workload, schedule, hardware }: Candidate): Trace | null {
  try {
    return traceOf(compile(workload, schedule, hardware), hardware)
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}

const traceOfWords = (instructions: readonly asm.Words[]): Trace =>
  traceOf({ instructions: asm.program(instructions), dramBytes: 2 ** 30 }, preset('pynq'))

describe('the cycles of every module, and of the critical path', () => {
  it('add up to the run, whatever the schedule', () => {
    let legal = 0
    fc.assert(
      fc.property(anyCandidate(120), (candidate) => {
        const trace = traceOfCandidate(candidate)
        if (trace === null) return
        legal++
        expectFullAccounts(trace)
        expectWholePath(trace)
      }),
      { numRuns: 300 },
    )
    expect(legal).toBeGreaterThan(80)
  })

  it.each(['pynq', 'de10'])('add up on every recorded program that ends: %s', (name) => {
    const runs = goldenRuns(name).filter(({ hang }) => !hang)
    expect(runs.length).toBeGreaterThan(200)
    for (const run of runs) {
      const file = new URL(`../golden/hardware/programs/${run.name}.vtas.gz`, import.meta.url)
      const trace = traceOf(readBundle(readFileSync(file), run.name).program, preset(name))
      expect(trace.cycles).toBe(run.cycles)
      expectFullAccounts(trace)
      expectWholePath(trace)
    }
  })

  it('tell when fetch waits for a place in a queue', () => {
    const noOps = Array.from({ length: 700 }, () => asm.storeNoOp())
    const long = asm.gemm({ uopEnd: 1, loopOut: 3000, loopIn: 1 }, asm.flag.pushNext)
    const trace = traceOfWords([long, asm.storeNoOp(asm.flag.popPrev), ...noOps, asm.finish()])
    expectFullAccounts(trace)
    expectWholePath(trace)
    expect(unitCycles(trace).fetch.by_reason.place_in_store_queue).toBeGreaterThan(1000)
    expect(criticalPath(trace).map(({ unit }) => unit)).toContain('store')
  })
})

describe('what a module waits for', () => {
  it('is the memory while another client is served, and while nobody is', () => {
    // Two loads of 32 beats that start a cycle apart: timing.md 11.2, example 8.
    const trace = traceOfWords([
      asm.load('inp', { xSize: 16 }, asm.flag.pushNext),
      asm.load('acc', { xSize: 4 }),
      asm.computeNoOp(asm.flag.popPrev),
      asm.finish(),
    ])
    const { load, compute, store, fetch } = unitCycles(trace)
    expect(trace.cycles).toBe(120)
    expect(load.by_reason).toEqual({ busy: 33, latency: 22, instruction: 30, idle: 35 })
    expect(compute.by_reason).toEqual({ busy: 36, latency: 21, behind_inp: 32, instruction: 31 })
    expect(store.by_reason).toEqual({ idle: 120 })
    // 1 cycle of launch, 8 beats, 4 moves; the command and the memory's start take 19, the last beat's way 1.
    expect(fetch.by_reason).toEqual({ busy: 13, latency: 20, idle: 87 })
  })

  it('is a token from the neighbour that gives it', () => {
    const trace = traceOfWords([
      asm.gemm({ uopEnd: 1, loopOut: 100, loopIn: 1 }, asm.flag.pushPrev | asm.flag.pushNext),
      asm.loadNoOp(asm.flag.popNext | asm.flag.pushNext),
      asm.storeNoOp(asm.flag.popPrev | asm.flag.pushPrev),
      asm.computeNoOp(asm.flag.popPrev | asm.flag.popNext),
      asm.finish(),
    ])
    const { load, compute, store } = unitCycles(trace)
    expect(load.by_reason.token_from_compute).toBeGreaterThan(100)
    expect(store.by_reason.token_from_compute).toBeGreaterThan(100)
    expect(compute.waiting_for_token).toBe(2)
    expect(criticalPath(trace).map(({ unit }) => unit)).toEqual([
      'fetch',
      'compute',
      'load',
      'compute',
      'compute',
    ])
  })

  it('is the next instruction where programs are fetched in short batches', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 1, n: 16, k: 1024 })
    const hardware = preset('de10')
    const schedule = defaultSchedule(workload, hardware)
    const { load } = unitCycles(traceOf(compile(workload, schedule, hardware), hardware))
    expect(load.by_reason.instruction).toBeGreaterThan(0)
  })
})
