import { beforeAll, describe, expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { readBundle } from '../../src/isa/bundle.js'
import type { Program } from '../../src/isa/program.js'
import { simulate, type Simulation } from '../../src/simulator/simulate.js'
import { type GoldenFolder, goldenFile } from '../isa/golden.js'
import { type GoldenRun, goldenRuns, goldenSets } from './golden-runs.js'
import { finish, gemm, load, programOf, store } from './function/programs.js'

const pynq = preset('pynq')

const programNamed = (folder: GoldenFolder, name: string): Program =>
  readBundle(goldenFile(folder, name).bytes, name).program

/** The family a golden program is of. */
const familyOf = (name: string): string | undefined => name.split('-')[0]

describe.each(goldenSets)('golden programs, $results', ({ results, hardware, folder }) => {
  const runs: { golden: GoldenRun; simulated: Simulation }[] = []

  beforeAll(() => {
    for (const golden of goldenRuns(results)) {
      const program = programNamed(folder, golden.name)
      runs.push({ golden, simulated: simulate(program, preset(hardware)) })
    }
  })

  it('finish exactly where the hardware finishes, with its cycles', () => {
    for (const { golden, simulated } of runs) {
      expect(simulated.status === 'finished', golden.name).toBe(!golden.hang)
      expect(simulated.cycles, golden.name).toBe(golden.cycles)
    }
  })

  it('leave the output that the hardware leaves, wherever it is recorded', () => {
    const recorded = runs.filter(({ golden }) => golden.output_sha256 !== undefined)
    expect(recorded.length).toBeGreaterThan(70)
    for (const { golden, simulated } of recorded) {
      expect(simulated.output_sha256, golden.name).toBe(golden.output_sha256)
    }
  })

  it('have the hazards that the hardware counts', () => {
    // A fetch that has met an unknown instruction asserts in every cycle, for as long as it was recorded.
    const countable = runs.filter(({ simulated }) => simulated.status !== 'fault')
    for (const { golden, simulated } of countable) expect(simulated.hazards, golden.name).toBe(golden.hazards)
  })

  it('have races in what joins modules at random, and in no matrix product', () => {
    const withRaces = runs.filter(({ simulated }) => simulated.races > 0).map(({ golden }) => golden.name)
    const families = new Set(withRaces.map(familyOf))
    expect([...families]).toEqual([folder === 'programs-edges' ? 'fuzz' : 'overlap'])
    if (folder === 'programs') expect(withRaces).toHaveLength(43)
  })
})

describe('a simulation', () => {
  it('says what a deadlock waits for', () => {
    const simulation = simulate(programOf([gemm({}, { popPrev: true }), finish()]), pynq)
    expect(simulation.status).toBe('deadlock')
    expect(simulation.deadlock?.waiting).toContainEqual({
      module: 'compute',
      instruction: 0,
      waitsFor: 'a token from load',
    })
  })

  it('of a program at fault keeps the output that was stored before', () => {
    const outside = load({ memory: 2, dramIndex: 2 ** 28 - 1, xSize: 1 }, { popNext: true })
    const stored = [gemm({}, { pushNext: true }), store({ xSize: 1, dramIndex: 0xc00 }, { popPrev: true })]
    const program = programOf([...stored, outside, gemm({}, { pushPrev: true }), finish()])
    const simulation = simulate(program, pynq, { scratchpads: { rubbish: 1 } })
    expect(simulation.status).toBe('fault')
    expect(simulation.fault).toMatchObject({ instruction: 2, value: 2 ** 28 - 1 })
    const stores = simulation.output.map((byte) => Number(byte !== 0))
    expect(stores.subarray(0, 16).some((written) => written === 1)).toBe(true)
    expect(stores.subarray(16)).toEqual(new Uint8Array(240))
  })

  it('lets a store that FINISH does not wait for end, and calls it a race', () => {
    const filled = load({ memory: 2, xSize: 1, dramIndex: 0 }, { pushNext: true })
    const weights = load({ memory: 1, xSize: 1, dramIndex: 0 })
    const instructions = [
      weights,
      filled,
      gemm({}, { popPrev: true, pushNext: true }),
      store({ xSize: 1, dramIndex: 0xc00 }, { popPrev: true }),
      finish(),
    ]
    const program = programOf(instructions)
    const ones = { address: 0, bytes: new Uint8Array(256).fill(1) }
    const simulation = simulate({ ...program, segments: [ones] }, pynq)
    expect(simulation.timing.end[3]).toBe(-1)
    expect([...simulation.output.subarray(0, 17)]).toEqual([...new Uint8Array(16).fill(16), 0])
    expect(simulation.races).toBe(1)
  })

  it('starts from rubbish when asked to, so that reading what was not written shows', () => {
    const program = programOf([
      gemm({}, { pushNext: true }),
      store({ xSize: 1, dramIndex: 0xc00 }, { popPrev: true, pushPrev: true }),
      finish({ popNext: true }),
    ])
    const zeros = simulate(program, pynq)
    const rubbish = [1, 2].map((seed) => simulate(program, pynq, { scratchpads: { rubbish: seed } }))
    const digests = [zeros, ...rubbish].map((simulation) => simulation.output_sha256)
    expect(new Set(digests).size).toBe(3)
    expect(simulate(program, pynq, { scratchpads: { rubbish: 1 } }).output_sha256).toBe(digests[1])
  })

  it('costs the memory it touches, however large DRAM is', () => {
    const before = process.memoryUsage().rss
    const simulation = simulate({ ...programOf([finish()]), dramBytes: 2 ** 30 }, pynq)
    expect(simulation.cycles).toBe(25)
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28)
  })

  it('of a program that takes longer than can be timed is refused before it is run', () => {
    const endless = gemm({ uopEnd: 2047, loopOut: 16383, loopIn: 16383 })
    expect(() => simulate(programOf([endless, finish()]), pynq)).toThrow(/more than 1073741824 cycles/)
  })
})
