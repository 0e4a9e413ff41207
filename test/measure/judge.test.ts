import { describe, expect, it } from 'vitest'
import { judgeEffects, judgeOutput, judgeTiming } from '../../src/measure/judge.js'
import type { Effects, Timing } from '../../src/simulator/result.js'

const finished: Timing = {
  status: 'finished',
  cycles: 100,
  start: new Int32Array(),
  end: new Int32Array(),
  counterHazards: 0,
  wraps: 0,
}
const clean: Effects = { hazards: 0, races: 0, wraps: 0, findings: { hazards: [], races: [], wraps: [] } }
const ok = { status: 'ok', detail: null }

describe('a run is judged by its timing', () => {
  it('as right when it finished and no counter wrapped', () => {
    expect(judgeTiming(finished)).toEqual(ok)
  })

  it('as a fault, with instruction, field, value and limit', () => {
    const fault = { instruction: 3, field: 'ySize', value: 0, limit: 'at least 1' }
    expect(judgeTiming({ ...finished, status: 'fault', fault })).toEqual({
      status: 'fault',
      detail: 'instruction 3: ySize is 0, limit: at least 1',
    })
  })

  it('as a deadlock, with everyone who waits', () => {
    const waiting = [
      { module: 'load', instruction: 4, waitsFor: 'a token from compute' },
      { module: 'compute', instruction: null, waitsFor: 'an instruction from fetch' },
    ] as const
    expect(judgeTiming({ ...finished, status: 'deadlock', deadlock: { cycle: 9, waiting } })).toEqual({
      status: 'deadlock',
      detail:
        'load waits with instruction 4 for a token from compute; compute waits for an instruction from fetch',
    })
  })

  it('as wrapped when an in-flight counter wrapped', () => {
    expect(judgeTiming({ ...finished, wraps: 2 }).status).toBe('wrap')
  })

  it('as a hazard when an in-flight counter asserted', () => {
    expect(judgeTiming({ ...finished, counterHazards: 1 }).status).toBe('hazard')
  })
})

describe('a run is judged by its effects', () => {
  it('as right when nothing is wrong', () => {
    expect(judgeEffects(clean)).toEqual(ok)
  })

  it('as a race, with how many and where the first is', () => {
    const races = [{ instruction: 7, detail: 'inp[3] is written while it may be read' }]
    expect(judgeEffects({ ...clean, races: 5, findings: { ...clean.findings, races } })).toEqual({
      status: 'race',
      detail: '5 races, the first at instruction 7: inp[3] is written while it may be read',
    })
  })

  it('as a hazard or as wrapped', () => {
    expect(judgeEffects({ ...clean, hazards: 1 }).status).toBe('hazard')
    expect(judgeEffects({ ...clean, wraps: 1 }).status).toBe('wrap')
  })
})

describe('an output is judged', () => {
  const shape = { block: 8, rows: 2, nBlocks: 2, kBlocks: 1 }

  it('as right when every byte is the expected one', () => {
    expect(judgeOutput(new Uint8Array(32).fill(9), new Uint8Array(32).fill(9), shape)).toEqual(ok)
  })

  it('as wrong, with how many, and row and channel of the first', () => {
    const output = new Uint8Array(32)
    output[27] = 255
    output[28] = 1
    expect(judgeOutput(output, new Uint8Array(32), shape)).toEqual({
      status: 'wrong_answer',
      detail: '2 of 32 outputs are wrong, the first C[1, 11]: -1 instead of 0',
    })
  })
})
