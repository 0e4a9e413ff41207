import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, type CompiledProgram } from '../../../src/compiler/compile.js'
import { defaultSchedule } from '../../../src/compiler/default.js'
import { IllegalSchedule } from '../../../src/compiler/schedule.js'
import type { Hardware } from '../../../src/hardware/hardware.js'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { gemmSpace } from '../../../src/search/gemm-space.js'
import { TimingMachine, type TimingLimits } from '../../../src/simulator/timing/machine.js'
import { seededRandom } from '../../../src/workload/random.js'
import { normalWorkload } from '../../../src/workload/workload.js'
import * as asm from '../reference/assemble.js'
import { anyHardware, anyStartUpDelay } from '../reference/programs.js'
import { anyRepeating } from '../reference/repeating.js'

/** All that a run gives back, with starts and ends as bytes. */
function outcome(machine: TimingMachine, words: Uint32Array, limits: TimingLimits) {
  const { start, end, ...rest } = machine.run(words, limits)
  return {
    rest,
    log: Buffer.concat(
      [start, end].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
    ),
  }
}

/** Runs with and without leaps, which must come to the same. Returns the instructions leapt over. */
function compare(hardware: Hardware, startUpDelay: number, words: Uint32Array, limits: TimingLimits): number {
  const leaping = new TimingMachine(hardware, { startUpDelay })
  const plain = outcome(new TimingMachine(hardware, { startUpDelay, leaps: false }), words, limits)
  const leapt = outcome(leaping, words, limits)
  expect(leapt.rest).toEqual(plain.rest)
  expect(leapt.log.equals(plain.log)).toBe(true)
  const { status, cycles } = leaping.run(words, { ...limits, log: false })
  expect({ status, cycles }).toEqual({ status: plain.rest.status, cycles: plain.rest.cycles })
  return leaping.leapt
}

/** The same, whether the machine looks for what repeats or is told. */
function compareBoth(hardware: Hardware, { instructions, dramBytes, repeats }: CompiledProgram): number {
  const leapt = compare(hardware, 16, instructions, { dramBytes, repeats })
  expect(compare(hardware, 16, instructions, { dramBytes })).toBe(leapt)
  return leapt
}

const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
const anyLimits = fc.record({
  cutoff: mostly(2 ** 30, fc.integer({ min: 1, max: 300_000 })),
  dramBytes: mostly(2 ** 40, fc.constantFrom(2 ** 16, 2 ** 20, 2 ** 22)),
})

/** A load from a place in DRAM that compute waits for. */
const loadOf = (dramIndex: number) => [
  asm.load('wgt', { dramIndex }, asm.flag.pushNext),
  asm.computeNoOp(asm.flag.popPrev),
]

/** Some thousand instructions, nearly all of which repeat. */
function longProgram(hardware: Hardware): CompiledProgram {
  const workload = normalWorkload({ kind: 'gemm', m: 12_000, n: 256, k: 256 })
  // Eight rows are a burst's window of `de10`, and a part of that of the others.
  return compile(workload, { ...defaultSchedule(workload, hardware), tile_m: 8 }, hardware)
}

describe('a run that leaps over what repeats', () => {
  test('is in all the same as one that does not, whatever repeats', () => {
    let leaps = 0
    fc.assert(
      fc.property(anyHardware, anyStartUpDelay, anyRepeating, anyLimits, (hardware, delay, words, limits) => {
        if (compare(hardware, delay, words, limits) > 0) leaps++
      }),
      { numRuns: 40 },
    )
    expect(leaps).toBeGreaterThan(0)
  }, 120_000)

  test.each(presetNames)('is the same for random schedules of a large product: %s', (name) => {
    const hardware = preset(name)
    const random = seededRandom(5)
    let leaps = 0
    for (const [m, n, k] of [
      [512, 256, 256],
      [64, 2048, 128],
      [3000, 64, 64],
    ]) {
      const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 8, clip: [0, 127] } })
      const space = gemmSpace(workload, hardware)
      for (let i = 0; i < 60; i++) {
        try {
          if (compareBoth(hardware, compile(workload, space.at(random.below(space.size)), hardware)) > 0)
            leaps++
        } catch (error) {
          if (!(error instanceof IllegalSchedule)) throw error
        }
      }
    }
    expect(leaps).toBeGreaterThan(0)
  })

  test('reads no more of what repeats than once', () => {
    const { instructions, dramBytes, repeats } = longProgram(preset('pynq'))
    const [from, end, period] = repeats.stretches
    const plain = new TimingMachine(preset('pynq'), { leaps: false }).run(instructions, { dramBytes })
    instructions.fill(0xffffffff, (from + period) * 4, (end - period) * 4)
    expect(end - from).toBeGreaterThan(4 * period)
    const told = new TimingMachine(repeats.hardware).run(instructions, { dramBytes, repeats, log: false })
    expect(told).toMatchObject({ status: 'finished', cycles: plain.cycles })
  })

  test('believes nothing that is said of another hardware', () => {
    const hardware = preset('de10')
    const { instructions, dramBytes, repeats } = longProgram(hardware)
    expect(repeats.stretches).not.toEqual(longProgram(preset('pynq')).repeats.stretches)
    compare(preset('pynq'), 16, instructions, { dramBytes, repeats })
  })

  test('goes over nearly all of a long loop', () => {
    const body = [
      asm.load('wgt', { xSize: 8 }, asm.flag.pushNext),
      asm.gemm({ uopEnd: 4, loopOut: 4, loopIn: 1 }, asm.flag.popPrev),
    ]
    const words = asm.program([...Array.from({ length: 10_000 }, () => body).flat(), asm.finish()])
    for (const name of presetNames) {
      expect(compare(preset(name), 16, words, { dramBytes: 2 ** 30 })).toBeGreaterThan(15_000)
    }
  })

  test('leaps over no instruction that leaves DRAM', () => {
    const words = asm.program([...Array.from({ length: 4000 }, (_, i) => loadOf(8 * i)).flat(), asm.finish()])
    const machine = new TimingMachine(preset('pynq'))
    const dramBytes = 256 * 8 * 3000
    expect(machine.run(words, { dramBytes })).toMatchObject({ status: 'fault', fault: { instruction: 6000 } })
    expect(machine.leapt).toBeGreaterThan(1000)
  })

  test('looks for nothing beyond the end of the program', () => {
    const random = seededRandom(1)
    const noOps = (count: number) =>
      asm.program(Array.from({ length: count }, () => [asm.loadNoOp(), asm.storeNoOp()][random.below(2)]))
    const machine = new TimingMachine(preset('pynq'))
    // The memory is as large as the second program needs, whose last batch comes when a search is due.
    machine.run(noOps(4096), { dramBytes: 0 })
    expect(machine.run(noOps(7200), { dramBytes: 0 }).status).toBe('deadlock')
  })

  test('is not made while bursts are observed', () => {
    const words = asm.program([...Array.from({ length: 4000 }, () => asm.load('inp')), asm.finish()])
    let bursts = 0
    const machine = new TimingMachine(preset('pynq'), { onBurst: () => bursts++ })
    machine.run(words, { dramBytes: 2 ** 20 })
    expect(machine.leapt).toBe(0)
    expect(bursts).toBeGreaterThan(2000)
  })

  test('has no starts and ends when they are not wanted', () => {
    const { start, end } = new TimingMachine(preset('pynq')).run(asm.program([asm.finish()]), {
      dramBytes: 0,
      log: false,
    })
    expect([start.length, end.length]).toEqual([0, 0])
  })
})
