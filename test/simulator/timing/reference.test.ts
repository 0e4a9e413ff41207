import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hardware } from '../../../src/hardware/hardware.js'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { TimingMachine } from '../../../src/simulator/timing/machine.js'
import { ReferenceMachine } from '../reference/machine.js'
import { anyHardware, anyProgram, anyStartUpDelay } from '../reference/programs.js'

/** Cycles that the per-cycle model is given. */
const limit = 10_000
/** Cycles it looks on where the event machine has found that nothing can happen: beats may still arrive. */
const patience = 6_000

/** What both models must agree on. */
function eventRun(hardware: Hardware, startUpDelay: number, words: Uint32Array) {
  const machine = new TimingMachine(hardware, { startUpDelay })
  const timing = machine.run(words, { dramBytes: 2 ** 40, cutoff: limit })
  return {
    ran: timing.status === 'deadlock' || timing.status === 'fault' ? limit + patience : limit,
    outcome: {
      cycles: timing.status === 'finished' ? timing.cycles : null,
      start: [...timing.start],
      end: [...timing.end],
      counterHazards: timing.counterHazards,
      wraps: timing.wraps,
    },
  }
}

describe('the event machine and the per-cycle model', () => {
  test('agree on cycles and every event of random programs, on any hardware and start-up delay', () => {
    fc.assert(
      fc.property(anyHardware, anyStartUpDelay, anyProgram, (hardware, startUpDelay, words) => {
        const { ran, outcome } = eventRun(hardware, startUpDelay, words)
        expect(new ReferenceMachine(hardware, startUpDelay, words).run(ran)).toEqual(outcome)
      }),
      { numRuns: 250 },
    )
  })

  test('agree however often the machine has run before', () => {
    const used = new Map<Hardware, TimingMachine>()
    fc.assert(
      fc.property(fc.constantFrom(...presetNames), anyProgram, (name, words) => {
        const hardware = preset(name)
        const machine = used.get(hardware) ?? new TimingMachine(hardware)
        used.set(hardware, machine)
        const limits = { dramBytes: 2 ** 40, cutoff: limit }
        expect(machine.run(words, limits)).toEqual(new TimingMachine(hardware).run(words, limits))
      }),
      { numRuns: 300 },
    )
  })
})
