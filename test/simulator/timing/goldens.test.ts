import { describe, expect, test } from 'vitest'
import { preset } from '../../../src/hardware/presets.js'
import { readBundle } from '../../../src/isa/bundle.js'
import { opcode, opcodeAt } from '../../../src/isa/fields.js'
import { moduleOf } from '../../../src/isa/module-of.js'
import { type Program, wordsPerInstruction } from '../../../src/isa/program.js'
import type { Timing } from '../../../src/simulator/result.js'
import { TimingMachine } from '../../../src/simulator/timing/machine.js'
import { goldenFile } from '../../isa/golden.js'
import { type GoldenRun, goldenRuns, goldenSets } from '../golden-runs.js'

type GoldenSet = (typeof goldenSets)[number]

const isEdges = ({ folder }: GoldenSet): boolean => folder === 'programs-edges'

const programOf = ({ folder }: GoldenSet, name: string): Program =>
  readBundle(goldenFile(folder, name).bytes, name).program

/** Intervals of the instructions that have ended, by module as the goldens list them. */
function eventsOf(words: Uint32Array, timing: Timing): GoldenRun['events'] {
  const events: GoldenRun['events'] = { L: [], C: [], S: [] }
  const byModule = [events.L, events.C, events.S]
  timing.end.forEach((end, i) => {
    if (end >= 0) byModule[moduleOf(words, i * wordsPerInstruction)].push([timing.start[i], end])
  })
  return events
}

/** The goldens' hazards are the ALU's and the in-flight counters' together. */
const countsHazardsOfCountersOnly = (words: Uint32Array, golden: GoldenRun): boolean =>
  !golden.hang && words.every((_, at) => at % wordsPerInstruction > 0 || opcodeAt(words, at) !== opcode.alu)

/** Whether outcome, cycles and events of a program are the hardware's, bit for bit. */
function isExact(machine: TimingMachine, program: Program, golden: GoldenRun): boolean {
  const words = program.instructions
  const timing = machine.run(words, program)
  const hangs = timing.status === 'deadlock' || timing.status === 'fault'
  const checksHazards = countsHazardsOfCountersOnly(words, golden)
  return (
    hangs === golden.hang &&
    (hangs || timing.status === 'finished') &&
    timing.cycles === golden.cycles &&
    JSON.stringify(eventsOf(words, timing)) === JSON.stringify(golden.events) &&
    (!checksHazards || timing.counterHazards === golden.hazards)
  )
}

/** Runs sets of goldens. Returns the number exact and the names of the others. */
function compare(sets: readonly GoldenSet[]): { exact: number; others: string[] } {
  const others: string[] = []
  let exact = 0
  for (const set of sets) {
    const machine = new TimingMachine(preset(set.hardware))
    for (const golden of goldenRuns(set.results)) {
      if (isExact(machine, programOf(set, golden.name), golden)) exact++
      else others.push(`${golden.name} on ${set.hardware}`)
    }
  }
  return { exact, others }
}

describe('cycles, and start and end of every instruction, equal the hardware', () => {
  test('on all 684 runs of the random programs', () => {
    expect(compare(goldenSets.filter((set) => !isEdges(set)))).toEqual({ exact: 684, others: [] })
  })

  test('on all 434 runs of the edge programs', () => {
    expect(compare(goldenSets.filter(isEdges))).toEqual({ exact: 434, others: [] })
  })
})
