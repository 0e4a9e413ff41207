import { describe, expect, it } from 'vitest'
import { preset, type PresetName } from '../../src/hardware/presets.js'
import { afterCompute, costsOf, instructionOverhead, type Costs } from '../../src/search/bounds/costs.js'
import { demandOf, type Demand } from '../../src/search/bounds/demand.js'
import { Drain, type Draining } from '../../src/search/bounds/drain.js'
import { seededRandom } from '../../src/workload/random.js'
import { normalWorkload, type WorkloadInput } from '../../src/workload/workload.js'

/*
 * Ends of programs: GEMMs and passes, each of which goes on where the last one of its kind ended, and STOREs of what has
 * all passes. A local search looks for fast ones, in which kinds of passes come in any order and share pieces.
 */

type Random = ReturnType<typeof seededRandom>

interface Step {
  /** 0: a GEMM that makes sums from their first values on; else a kind of pass. */
  readonly kind: number
  /** Outputs that it has done when it ends. */
  readonly to: number
  /** Whether a STORE of all that is finished follows. */
  readonly stored: boolean
}

/** Cycles that an end takes besides its iterations, one GEMM and a pass of each kind; null when it is none. */
function spent(
  steps: readonly Step[],
  demand: Demand,
  costs: Costs,
  { stores, beats }: Draining,
): number | null {
  const done = Array.from({ length: 1 + demand.passes }, () => 0)
  let [computed, stored, storeIdle, count] = [0, 0, 0, 0]
  for (const { kind, to, stored: isStored } of steps) {
    if (to <= done[kind] || (kind > 0 && to > done[0])) return null
    computed += (to - done[kind]) * (kind === 0 ? demand.kBlocks + 1 : 1) + instructionOverhead
    done[kind] = to
    const finished = Math.min(...done)
    if (!isStored || finished === stored) continue
    storeIdle = Math.max(computed, storeIdle) + 1 + costs.store(finished - stored)
    stored = finished
    count++
  }
  if (stored < demand.outputs) return null
  const more = steps.length - done.length
  const iterations = demand.outputs * (demand.kBlocks + 1 + demand.passes)
  const time = storeIdle - 1 + afterCompute - iterations - instructionOverhead * done.length
  return time + beats * (more + Math.max(0, count - stores))
}

function mutated(steps: readonly Step[], { outputs, passes }: Demand, random: Random): readonly Step[] {
  const list = [...steps]
  const at = random.below(list.length)
  const step = list[at]
  switch (random.below(6)) {
    case 0:
      {
        // All that end where this does move along, or this alone.
        const shift = (random.below(2) === 0 ? 1 : -1) * 2 ** random.below(6)
        const to = Math.min(outputs, Math.max(1, step.to + shift))
        const together = random.below(2) === 0 && step.to < outputs
        list.forEach((other, i) => {
          if (i === at || (together && other.to === step.to)) list[i] = { ...other, to }
        })
      }
      break
    case 1: {
      const to = list[random.below(list.length)].to
      list.splice(at, 0, { kind: random.below(1 + passes), to, stored: random.below(2) === 0 })
      break
    }
    case 2:
      list.splice(at, 0, { kind: step.kind, to: 1 + random.below(outputs), stored: random.below(2) === 0 })
      break
    case 3:
      list.splice(at, 1)
      break
    case 4:
      list.splice(at, 1)
      list.splice(random.below(list.length + 1), 0, step)
      break
    default:
      list[at] = { ...step, stored: !step.stored }
  }
  return list
}

/** The least that a local search finds. */
function searched(demand: Demand, costs: Costs, draining: Draining, random: Random, rounds: number): number {
  let steps: readonly Step[] = Array.from({ length: 1 + demand.passes }, (_, kind) => ({
    kind,
    to: demand.outputs,
    stored: kind === demand.passes,
  }))
  let now = spent(steps, demand, costs, draining) ?? Infinity
  let least = now
  for (let round = 0; round < rounds; round++) {
    const heat = 15 * (1 - round / rounds)
    const twice = random.below(3) === 0
    const first = mutated(steps, demand, random)
    const other = twice && first.length > 0 ? mutated(first, demand, random) : first
    const cycles = other.length > 0 ? spent(other, demand, costs, draining) : null
    if (cycles === null || cycles > now + (heat * random.below(1000)) / 1000) continue
    steps = other
    now = cycles
    least = Math.min(least, now)
  }
  return least
}

describe('what is stored at the end', () => {
  it.each([
    ['pynq', 24, 16, { shift: 8, clip: [0, 127] }],
    ['pynq', 60, 64, { shift: 8, clip: [0, 127] }],
    ['pynq', 200, 96, { shift: 8, clip: [0, 127] }],
    ['pynq', 80, 32, { relu: true }],
    ['pynq', 80, 32, {}],
    ['de10', 60, 64, { shift: 8, relu: true }],
    ['block8', 100, 24, { shift: 8, clip: [0, 127] }],
  ] satisfies [PresetName, number, number, WorkloadInput['epilogue']][])(
    'is stored no sooner by any end on %s of %i outputs over %i',
    (name, outputs, k, epilogue) => {
      const hardware = preset(name)
      const workload = normalWorkload({ kind: 'gemm', m: outputs, n: 1, k, epilogue })
      const [demand, costs] = [demandOf(workload, hardware), costsOf(hardware)]
      expect(demand.outputs).toBe(outputs)
      for (const draining of [
        { stores: 2, beats: 2 },
        { stores: 1, beats: 0 },
      ]) {
        const bound = new Drain(demand, costs, draining).cycles(outputs)
        let least = Infinity
        for (const seed of [1, 2]) {
          least = Math.min(least, searched(demand, costs, draining, seededRandom(seed), 60_000))
        }
        expect(least).toBeGreaterThanOrEqual(bound)
        expect(least).toBeLessThan(1.3 * bound)
      }
    },
  )

  it('takes no less where more is stored, or fewer instructions are counted', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({
      kind: 'gemm',
      m: 32,
      n: 128,
      k: 96,
      epilogue: { shift: 8, clip: [0, 127] },
    })
    const drain = new Drain(demandOf(workload, hardware), costsOf(hardware), { stores: 2, beats: 2 })
    for (let outputs = 1; outputs < 256; outputs++) {
      expect(drain.cycles(outputs + 1)).toBeGreaterThanOrEqual(drain.cycles(outputs))
      expect(drain.cyclesWith(outputs, 1)).toBeLessThanOrEqual(drain.cycles(outputs))
    }
  })
})
