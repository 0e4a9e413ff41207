import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import {
  IllegalSchedule,
  plainKnobs,
  type ListedProduct,
  type Schedule,
} from '../../src/compiler/schedule.js'
import { extentsOf } from '../../src/compiler/tiles.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { seededRandom } from '../../src/workload/random.js'
import { normalWorkload, type Workload } from '../../src/workload/workload.js'
import { bridged } from './bridged.js'

/*
 * A local search over free programs: any list of products, tiles taking turns along k, tiles of C cut and joined, ALU
 * passes shared or not, and LOADs of micro-ops wherever they may bridge a gap between loads. It looks for fast ones, so
 * that the bound meets programs as near to it as can be made.
 */

type Random = ReturnType<typeof seededRandom>

/** What the search changes: column sizes, the order of (column, blocks of k), groups of passes, bridges. */
interface Genome {
  readonly columns: readonly number[]
  readonly products: readonly (readonly [column: number, blocks: number])[]
  readonly groups: readonly number[]
  readonly fill: 'whole' | 'first_use'
  readonly uopAt: 'first' | 'after_copy'
  readonly bridges: ReadonlySet<number>
}

const scheduleOf = ({ columns, products, groups, fill, uopAt }: Genome, rows: number): Schedule => ({
  ...plainKnobs,
  tile_m: rows,
  tile_n: [...columns],
  tile_k: 1,
  order: 'mnk',
  inp_at: 'root',
  wgt_at: 'root',
  acc_at: 'root',
  inp_fill: fill,
  wgt_fill: 'first_use',
  inp_buffers: 1,
  wgt_buffers: 1,
  acc_buffers: 1,
  alu_tiles: [...groups],
  threads: 1,
  thread_axis: 'm',
  uop_axis: 'least',
  uop_at: uopAt,
  products: products.map(([column, blocks]): ListedProduct => [0, column, 1, blocks]),
})

/** Cuts a product in two, joins one with the next of its column, or moves one; toggles a bridge; changes a group. */
function mutated(genome: Genome, random: Random): Genome {
  const { products, groups, bridges } = genome
  const list = [...products]
  const at = random.below(list.length)
  const [column, blocks] = list[at]
  switch (random.below(7)) {
    case 0: {
      if (blocks < 2) return genome
      const first = 1 + random.below(blocks - 1)
      list.splice(at, 1, [column, first], [column, blocks - first])
      return { ...genome, products: list }
    }
    case 1: {
      const next = list.findIndex(([other], i) => i > at && other === column)
      if (next < 0) return genome
      list[at] = [column, blocks + list[next][1]]
      list.splice(next, 1)
      return { ...genome, products: list }
    }
    case 2: {
      const [moved] = list.splice(at, 1)
      list.splice(random.below(list.length + 1), 0, moved)
      return { ...genome, products: list }
    }
    case 3: {
      const next = list.findIndex(([other], i) => i > at && other === column)
      if (next < 0 || blocks < 2) return genome
      list[at] = [column, blocks - 1]
      list[next] = [column, list[next][1] + 1]
      return { ...genome, products: list }
    }
    case 4: {
      const sizes = [...groups]
      const group = random.below(sizes.length)
      if (random.below(2) === 0) sizes[group]++
      else sizes.splice(group, 1, 1, Math.max(1, sizes[group] - 1))
      return { ...genome, groups: sizes }
    }
    case 5:
      return random.below(2) === 0
        ? { ...genome, fill: genome.fill === 'whole' ? 'first_use' : 'whole' }
        : { ...genome, uopAt: genome.uopAt === 'first' ? 'after_copy' : 'first' }
    default: {
      const changed = new Set(bridges)
      const place = random.below(4 * list.length)
      if (!changed.delete(place)) changed.add(place)
      return { ...genome, bridges: changed }
    }
  }
}

/** The least cycles that the search finds, of programs that end. */
function fastest(workload: Workload, hardware: Hardware, steps: number, seed: number): number {
  const random = seededRandom(seed)
  const { m, n, k } = extentsOf(workload, hardware)
  const machine = new TimingMachine(hardware)
  const cyclesOf = (genome: Genome): number => {
    try {
      const program = compile(workload, scheduleOf(genome, m), hardware)
      const instructions = bridged(program.instructions, (i) => genome.bridges.has(i))
      const { status, cycles } = machine.run(instructions, program)
      return status === 'finished' ? cycles : Infinity
    } catch (error) {
      if (error instanceof IllegalSchedule) return Infinity
      throw error
    }
  }
  const columns: number[] = []
  for (let left = n; left > 0; left -= columns[columns.length - 1]) columns.push(Math.ceil(left / 2))
  let current: Genome = {
    columns,
    products: columns.map((_, column) => [column, k]),
    groups: [1],
    fill: 'whole',
    uopAt: 'after_copy',
    bridges: new Set(),
  }
  let now = cyclesOf(current)
  let least = now
  for (let step = 0; step < steps; step++) {
    let next = mutated(current, random)
    while (random.below(3) === 0) next = mutated(next, random)
    const cycles = cyclesOf(next)
    least = Math.min(least, cycles)
    // A little worse now and then, less so towards the end.
    if (cycles > now + random.below(1 + Math.floor((20 * (steps - step)) / steps))) continue
    current = next
    now = cycles
  }
  return least
}

const workloads = [
  { m: 5, n: 100, k: 77, epilogue: { shift: 8, clip: [0, 127] } },
  { m: 16, n: 128, k: 128, epilogue: { shift: 8, clip: [0, 127] } },
  { m: 3, n: 64, k: 200, epilogue: { shift: 6 } },
  { m: 24, n: 96, k: 48, epilogue: { bias: true, shift: 8, relu: true } },
  { m: 9, n: 70, k: 64, epilogue: {} },
] as const

describe('an adversarial search over free programs', () => {
  it.each(presetNames)('never beats the bound on %s, and comes near it', (name) => {
    const hardware = preset(name)
    const ratios = workloads.map(({ m, n, k, epilogue }, seed) => {
      const clip: [number, number] | undefined = 'clip' in epilogue ? [...epilogue.clip] : undefined
      const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { ...epilogue, clip } })
      const found = fastest(workload, hardware, 1500, seed + 1)
      const bound = lowerBound(workload, hardware).cycles
      expect(found, `${m}x${n}x${k}`).toBeGreaterThanOrEqual(bound)
      return found / bound
    })
    expect(Math.min(...ratios)).toBeLessThan(1.1)
  })
})
