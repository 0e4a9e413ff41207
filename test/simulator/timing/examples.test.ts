import { describe, expect, test } from 'vitest'
import { preset } from '../../../src/hardware/presets.js'
import { TimingMachine } from '../../../src/simulator/timing/machine.js'
import * as asm from '../reference/assemble.js'

const { flag } = asm
const machines = { pynq: new TimingMachine(preset('pynq')), de10: new TimingMachine(preset('de10')) }

/** Count, and [S, D] of each instruction. */
function run(name: keyof typeof machines, instructions: readonly asm.Words[]) {
  const timing = machines[name].run(asm.program(instructions), { dramBytes: 2 ** 30 })
  const events = [...timing.start].map((start, i) => [start, timing.end[i]])
  return { cycles: timing.cycles, events }
}

/** The example must come out alike on both configurations unless it says otherwise. */
function both(instructions: readonly asm.Words[]) {
  const pynq = run('pynq', instructions)
  expect(run('de10', instructions)).toEqual(pynq)
  return pynq
}

const { load, store, gemm, alu, finish } = asm
const awaited = [asm.computeNoOp(flag.popPrev), finish()]

describe('the worked examples of timing.md 11.2', () => {
  test('1: the empty program takes 25 cycles', () => {
    expect(both([finish()])).toEqual({ cycles: 25, events: [[25, 26]] })
  })

  test('2: a UOP load of 64', () => {
    const { cycles, events } = both([load('uop', { xSize: 64 }), finish()])
    expect(events[0]).toEqual([27, 80])
    expect(cycles).toBe(81)
  })

  test('3: a UOP load from an odd index', () => {
    const { cycles, events } = both([load('uop', { xSize: 2, dramIndex: 1 }), finish()])
    expect(events[0]).toEqual([27, 50])
    expect(cycles).toBe(51)
  })

  test('4: a padded load', () => {
    const pads = { yPadTop: 1, yPadBottom: 1, xPadLeft: 2, xPadRight: 1 }
    const padded = load('inp', { ySize: 3, xSize: 4, xStride: 8, ...pads }, flag.pushNext)
    const { cycles, events } = both([padded, ...awaited])
    expect(events.slice(0, 2)).toEqual([
      [29, 78],
      [79, 80],
    ])
    expect(cycles).toBe(81)
  })

  test('5: a load bound by its padding', () => {
    const pads = { yPadTop: 15, yPadBottom: 15, xPadLeft: 15, xPadRight: 15 }
    const padded = load('inp', { ySize: 2, xSize: 4, xStride: 8, ...pads }, flag.pushNext)
    const { cycles, events } = both([padded, ...awaited])
    expect(events[0]).toEqual([29, 1127])
    expect(cycles).toBe(1130)
  })

  test('6: a store cut in two bursts', () => {
    const cut = store({ xSize: 8, dramIndex: 1984 / 16 }, flag.pushPrev)
    const { cycles, events } = both([cut, asm.computeNoOp(flag.popNext), finish()])
    expect(events[0]).toEqual([29, 59])
    expect(cycles).toBe(62)
  })

  test('7: a WGT load cut in bursts, however many', () => {
    const split = load('wgt', { xSize: 10, dramIndex: 1280 / 256 }, flag.pushNext)
    const { cycles, events } = both([split, ...awaited])
    expect(events[0]).toEqual([29, 371])
    expect(cycles).toBe(374)
  })

  test('8: INP and ACC contend; only the burst length decides who ends when', () => {
    const contending = [load('inp', { xSize: 16 }, flag.pushNext), load('acc', { xSize: 4 }), ...awaited]
    expect(run('pynq', contending)).toEqual({
      cycles: 120,
      events: [
        [31, 85],
        [32, 117],
        [118, 119],
        [120, 121],
      ],
    })
    expect(run('de10', contending)).toEqual({
      cycles: 120,
      events: [
        [31, 101],
        [32, 117],
        [118, 119],
        [120, 121],
      ],
    })
  })

  test('9: GEMM, ALU with an immediate, ALU with a tensor', () => {
    const loops = { uopEnd: 5, loopOut: 2, loopIn: 3 }
    const { cycles, events } = both([
      gemm(loops),
      alu({ ...loops, op: 2, useImmediate: 1 }),
      alu({ ...loops, op: 2 }),
      finish(),
    ])
    expect(events.slice(0, 3)).toEqual([
      [31, 67],
      [68, 104],
      [105, 171],
    ])
    expect(cycles).toBe(172)
  })

  test('10: a program bound by fetch', () => {
    const noOps = [...Array.from({ length: 20 }, () => asm.computeNoOp()), finish()]
    expect(run('pynq', noOps).cycles).toBe(105)
    const { cycles, events } = run('de10', noOps)
    expect(cycles).toBe(131)
    expect([events[0][0], events[7][0], events[8][0], events[16][0]]).toEqual([39, 53, 84, 123])
  })
})
