import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beatBytes, type Hardware } from '../../../src/hardware/hardware.js'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { TimingMachine } from '../../../src/simulator/timing/machine.js'
import * as asm from '../reference/assemble.js'

const machines = presetNames.map((name) => new TimingMachine(preset(name)))
const anyMachine = fc.constantFrom(...machines)
const upTo = (max: number, min = 0) => fc.integer({ min, max })
const pads = fc.record({
  yPadTop: upTo(15),
  yPadBottom: upTo(15),
  xPadLeft: upTo(15),
  xPadRight: upTo(15),
})

/** Cycles in execution, E = D - S, of an instruction alone in its program. */
function cyclesOf(machine: TimingMachine, instruction: asm.Words): number {
  // The store ends before FINISH as well: compute waits for one token of each module.
  const waits = [asm.loadNoOp(asm.flag.pushNext), asm.storeNoOp(asm.flag.pushPrev)]
  const last = asm.finish(asm.flag.popPrev | asm.flag.popNext)
  const words = asm.program([instruction, ...waits, last])
  const { start, end } = machine.run(words, { dramBytes: 2 ** 32 })
  return end[0] - start[0]
}

type LoadType = 'uop' | 'inp' | 'wgt' | 'acc'
const beatsPerElement = (hardware: Hardware, memory: LoadType | 'out') =>
  hardware.elementBytes[memory] / beatBytes

/** Padding that does not fit before the data (timing.md 11.1). */
function paddingBeyondData(p: Record<string, number>, xSize: number, ySize: number, beats: number): number {
  const width = p.xPadLeft + xSize + p.xPadRight
  const sides = ySize * (p.xPadLeft + p.xPadRight)
  const skips = sides === 0 && p.yPadBottom > 0
  const [T, K, F, V] = [p.yPadTop * width, skips ? ySize : sides, p.yPadBottom * width, 20 + p.yPadTop]
  if (T + K + F <= V) return 0
  return skips && T <= V && V < T + K ? Math.max(0, T + K - V - beats) + F : T + K + F - V
}

describe('closed forms of timing.md 11.1', () => {
  test('GEMM and ALU with an immediate take N + 6 cycles, ALU with a tensor 2N + 6', () => {
    const loops = fc.record({ uopEnd: upTo(20, 1), loopOut: upTo(9, 1), loopIn: upTo(9, 1) })
    fc.assert(
      fc.property(anyMachine, loops, (machine, l) => {
        const n = l.uopEnd * l.loopOut * l.loopIn
        expect(cyclesOf(machine, asm.gemm(l))).toBe(n + 6)
        expect(cyclesOf(machine, asm.alu({ ...l, useImmediate: 1 }))).toBe(n + 6)
        expect(cyclesOf(machine, asm.alu(l))).toBe(2 * n + 6)
      }),
    )
  })

  test('a zero loop count means 16384 iterations', () => {
    expect(cyclesOf(machines[0], asm.gemm({ uopEnd: 1, loopOut: 0, loopIn: 1 }))).toBe(16384 + 6)
    expect(cyclesOf(machines[0], asm.gemm({ uopBegin: 3, uopEnd: 3, loopOut: 1, loopIn: 1 }))).toBe(16384 + 6)
  })

  test('a store takes (r + 1) cycles an element and 3 a burst; r = 1: one an element and 4 a burst', () => {
    const anyStore = fc.record({
      dramIndex: upTo(3000),
      xSize: upTo(300, 1),
      ySize: upTo(20, 1),
      xStride: upTo(700),
    })
    fc.assert(
      fc.property(anyMachine, anyStore, (machine, s) => {
        const r = beatsPerElement(machine.hardware, 'out')
        let bursts = 0
        for (let row = 0; row < s.ySize; row++) {
          const from = ((s.dramIndex + row * s.xStride) * r) / machine.hardware.burstBeats
          bursts += Math.ceil(from + (s.xSize * r) / machine.hardware.burstBeats) - Math.floor(from)
        }
        const elements = s.xSize * s.ySize
        expect(cyclesOf(machine, asm.store(s))).toBe(
          r === 1 ? elements + 4 * bursts : (r + 1) * elements + 3 * bursts,
        )
      }),
    )
  })

  test('a load alone takes its beats, a constant and what padding does not fit before the data', () => {
    const anyLoad = fc.record({ xSize: upTo(40, 1), ySize: upTo(6, 1), xStride: upTo(9).map((n) => n * 64) })
    const types = fc.constantFrom<LoadType[]>('uop', 'inp', 'wgt', 'acc')
    fc.assert(
      fc.property(anyMachine, types, anyLoad, pads, (machine, type, l, p) => {
        const r = beatsPerElement(machine.hardware, type)
        // No burst of a single beat: rows of at least two beats from the beginning of a window.
        const xSize = l.xSize + (r < 2 ? 4 : 0) + ((l.xSize * r) % machine.hardware.burstBeats === 1 ? 1 : 0)
        const rowBeats = Math.ceil(xSize * r)
        fc.pre(rowBeats % machine.hardware.burstBeats !== 1)
        const beats = l.ySize * rowBeats
        const xStride = l.xStride * Math.ceil(machine.hardware.burstBeats / 16)
        const expected = (r <= 1 ? 21 : 22) + beats + p.yPadTop + paddingBeyondData(p, xSize, l.ySize, beats)
        expect(cyclesOf(machine, asm.load(type, { ...l, xSize, xStride, ...p }))).toBe(expected)
      }),
    )
  })

  test('a UOP load of m bursts of one beat takes 22 + 27 floor((m-1)/9) + (m-1) mod 9 cycles', () => {
    fc.assert(
      fc.property(anyMachine, upTo(200, 1), (machine, m) => {
        const cycles = cyclesOf(machine, asm.load('uop', { ySize: m, xSize: 1, xStride: 2 }))
        expect(cycles).toBe(22 + 27 * Math.floor((m - 1) / 9) + ((m - 1) % 9))
      }),
    )
  })

  test('fetch delivers a full batch every 3 FB + 21 cycles', () => {
    fc.assert(
      fc.property(anyMachine, upTo(5, 2), (machine, batches) => {
        const batch = machine.hardware.burstBeats / 2
        const noOps = Array.from({ length: batches * batch - 1 }, (_, i) =>
          i % 2 ? asm.loadNoOp() : asm.storeNoOp(),
        )
        const { start } = machine.run(asm.program([...noOps, asm.finish()]), { dramBytes: 2 ** 30 })
        expect(start[(batches - 1) * batch]).toBe(24 + 2 * (batch - 1) + 1 + (batches - 1) * (3 * batch + 21))
      }),
    )
  })
})
