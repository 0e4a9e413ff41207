import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, Compiler, type CompiledProgram } from '../../src/compiler/compile.js'
import { defaultSchedule } from '../../src/compiler/default.js'
import { normalSchedule } from '../../src/compiler/normal.js'
import { IllegalSchedule, uopPlaces, type Schedule } from '../../src/compiler/schedule.js'
import { deriveHardware } from '../../src/hardware/hardware.js'
import { preset } from '../../src/hardware/presets.js'
import { dramIndexAt, xSizeAt } from '../../src/isa/fields.js'
import { decode, type Instruction } from '../../src/isa/instruction.js'
import { TestBench } from '../../src/measure/test-bench.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyCandidate, type Candidate } from './arbitrary.js'

function compiledBy(compiler: Compiler, { workload, schedule, hardware }: Candidate): CompiledProgram | null {
  try {
    return compiler.compile(workload, schedule, hardware)
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}

/** Loads of micro-ops: which instruction, from where in DRAM on, and how many. */
const microOpLoads = ({ instructions }: CompiledProgram) =>
  [...instructions.keys()]
    .filter((i) => i % 4 === 0 && (instructions[i] & 0x387) === 0)
    .map((i) => {
      return { instruction: i / 4, dram: dramIndexAt(instructions, i), count: xSizeAt(instructions, i) }
    })

const decodeAll = (instructions: Uint32Array): readonly Instruction[] =>
  [...instructions.keys()].filter((i) => i % 4 === 0).map((i) => decode(instructions, i))

/** What the ALU and the store do, in order. */
const kindsOf = ({ instructions }: CompiledProgram) =>
  decodeAll(instructions)
    .map(({ kind }) => kind)
    .filter((kind) => kind === 'alu' || kind === 'store')

const text = ({ instructions, segments }: CompiledProgram): string =>
  `${instructions.join()} ${segments[0].bytes.join()}`

/** Loads of A and B, with their elements; the products between them as full stops. */
const dataOf = (schedule: Partial<Schedule>): string => {
  const hardware = preset('pynq')
  const workload = normalWorkload({ kind: 'gemm', m: 8, n: 64, k: 64, epilogue: { shift: 3 } })
  const whole = {
    ...defaultSchedule(workload, hardware),
    tile_m: 8,
    tile_n: 1,
    acc_at: 'root',
    ...schedule,
  } as const
  expect(normalSchedule(whole, workload, hardware)).toMatchObject({
    loads_ahead: schedule.loads_ahead ?? [],
  })
  const { instructions } = compile(workload, whole, hardware)
  expect(new TestBench({ workload, hardware, seed: 1 }).measure(whole).status).toBe('ok')
  return decodeAll(instructions)
    .flatMap((instruction) => {
      if (instruction.kind === 'gemm') return instruction.fields.reset ? [] : ['.']
      if (instruction.kind !== 'load' || ![1, 2].includes(instruction.fields.memory)) return []
      const { memory, ySize, xSize } = instruction.fields
      return [`${memory === 1 ? 'B' : 'A'}${ySize * xSize}`]
    })
    .join(' ')
}

const twoByTwo = {
  products: [
    [0, 0, 2, 1],
    [0, 2, 2, 1],
    [0, 0, 2, 3],
    [0, 2, 2, 3],
  ],
  inp_at: 'root',
  inp_fill: 'first_use',
  wgt_at: 'k',
  wgt_fill: 'first_use',
  wgt_buffers: 0,
} as const

describe('a compiler', () => {
  it('gives the same program whatever it compiled before', () => {
    const used = new Compiler()
    fc.assert(
      fc.property(anyCandidate(60), (candidate) => {
        const fresh = compiledBy(new Compiler(), candidate)
        expect(compiledBy(used, candidate)).toEqual(fresh)
      }),
      { numRuns: 300 },
    )
  })

  it('fills the deepest scratchpad of micro-ops with as many different ones', () => {
    const deep = deriveHardware('deep', { ...preset('pynq').config, UOP_DEPTH: 8192 })
    const workload = normalWorkload({ kind: 'gemm', m: 32, n: 128, k: 512 })
    const schedule = { ...defaultSchedule(workload, deep), tile_m: 1, tile_n: 1, tile_k: 1 }
    const eachOnce: Schedule = { ...schedule, inp_at: 'root', wgt_at: 'root', acc_at: 'root', uop_axis: 'm' }
    const loads = microOpLoads(compile(workload, eachOnce, deep))
    expect(loads.reduce((all, { count }) => all + count, 0)).toBeGreaterThanOrEqual(32 * 8 * 32)
    expect(Math.max(...loads.map(({ count }) => count))).toBeGreaterThan(2048)
  })

  it('gives programs that differ different digests, and equal ones the same', () => {
    const compiler = new Compiler()
    const known = new Map<number, string>()
    const digests = new Map<string, number>()
    fc.assert(
      fc.property(anyCandidate(6), (candidate) => {
        const program = compiledBy(compiler, candidate)
        fc.pre(program !== null)
        const { digest } = program
        const all = text(program)
        expect(known.get(digest) ?? all).toBe(all)
        expect(digests.get(all) ?? digest).toBe(digest)
        known.set(digest, all)
        digests.set(all, digest)
      }),
      { numRuns: 2000 },
    )
    expect(known.size).toBeGreaterThan(300)
    expect(known.size).toBe(digests.size)
  })

  it('keeps a program in its own memory until the next, and gives who asks for it a copy', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 20, n: 64, k: 64 })
    const schedule = defaultSchedule(workload, hardware)
    const copy = compile(workload, schedule, hardware)
    const before = text(copy)
    compile(workload, { ...schedule, tile_m: 3, tile_n: 1 }, hardware)
    expect(text(copy)).toBe(before)
  })

  it('does not keep the memory that a very long program took', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 20_000, n: 32, k: 48 })
    const schedule = { ...defaultSchedule(workload, hardware), tile_m: 1, tile_n: 1 }
    const compiler = new Compiler()
    const long = compiler.compile(workload, schedule, hardware)
    expect(long.instructions.length / 4).toBeGreaterThan(300_000)
    const kept = text(compiler.compile(workload, { ...schedule, tile_m: 500 }, hardware))
    const short = compiler.compile(workload, { ...schedule, tile_m: 500 }, hardware)
    expect(short.instructions.buffer.byteLength).toBeLessThan(long.instructions.buffer.byteLength / 10)
    expect(text(short)).toBe(kept)
  })

  it('takes micro-ops from DRAM in several loads where the scratchpad cannot hold them all', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 120, n: 512, k: 256 })
    const resident = { inp_at: 'root', wgt_at: 'root' } as const
    const tiles = { tile_m: 30, tile_n: 2, tile_k: 2, uop_axis: 'm' } as const
    const schedule = { ...defaultSchedule(workload, hardware), ...resident, ...tiles }
    expect(microOpLoads(compile(workload, schedule, hardware)).length).toBeGreaterThan(1)
    expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule)).toMatchObject({ status: 'ok' })
  })

  const listed = {
    tile_n: 1,
    acc_at: 'root',
    products: [
      [0, 0, 1, 2],
      [0, 1, 1, 1],
      [0, 1, 1, 1],
    ],
  } as const satisfies Partial<Schedule>

  it.each(uopPlaces)('parts the first load of micro-ops at the border of a burst, %s', (uop_at) => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 8, n: 32, k: 32, epilogue: { shift: 3 } })
    const plain = { ...defaultSchedule(workload, hardware), ...listed, uop_at }
    const [whole] = microOpLoads(compile(workload, plain, hardware))
    for (const front of [2, 12, 30]) {
      const schedule = { ...plain, uop_loads: [[0, 0, front]] } as const
      const [parted] = microOpLoads(compile(workload, schedule, hardware))
      expect(parted.instruction).toBe(whole.instruction)
      expect((parted.dram + front) % (hardware.burstBeats * 2)).toBe(0)
      expect(parted.count).toBe(Math.max(whole.count, front + 2))
      expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule).status).toBe('ok')
    }
  })

  it('loads micro-ops first in loops whatever list it compiled before', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 8, n: 32, k: 32 })
    const loops = { ...defaultSchedule(workload, hardware), inp_at: 'root', uop_at: 'first' } as const
    const fresh = text(new Compiler().compile(workload, loops, hardware))
    const used = new Compiler()
    used.compile(workload, { ...loops, ...listed, uop_at: 'after_copy', uop_loads: [[0, 0, 2]] }, hardware)
    expect(text(used.compile(workload, loops, hardware))).toBe(fresh)
  })

  it('loads micro-ops as often before a product as a schedule says, the first time where all are', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 8, n: 32, k: 32, epilogue: { shift: 3 } })
    const loads = [
      [0, 5, 0],
      [0, 9, 4],
      [2, 0, 0],
      [0, 0, 0],
      [2, 7, 0],
    ] as const
    const schedule = { ...defaultSchedule(workload, hardware), ...listed, uop_loads: loads }
    expect(normalSchedule(schedule, workload, hardware).uop_loads).toEqual([
      [0, 0, 0],
      [0, 9, 4],
      [0, 0, 0],
      [2, 0, 0],
      [2, 7, 0],
    ])
    expect(microOpLoads(compile(workload, schedule, hardware)).map(({ count }) => count > 0)).toEqual(
      loads.map(() => true),
    )
    expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule).status).toBe('ok')
  })

  const parted = (store_cuts: Schedule['store_cuts'], m = 10) => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m, n: 32, k: 32, epilogue: { shift: 3, clip: [-9, 9] } })
    const cut = { store_cuts, alu_tiles: 2, wgt_at: 'k' } as const
    const schedule = { ...defaultSchedule(workload, hardware), ...listed, tile_m: m, ...cut }
    expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule).status).toBe('ok')
    return kindsOf(compile(workload, schedule, hardware)).join(' ')
  }

  it('parts as many of the last passes at a border inside a group as a schedule says, and the store', () => {
    expect(parted([])).toBe('alu alu alu store')
    expect(parted([[0, 3, 1]])).toBe('alu alu alu store alu store')
    expect(parted([[0, 3, 2]])).toBe('alu alu alu store alu alu store')
    expect(parted([[0, 3, 3]])).toBe('alu alu alu store alu alu alu store')
    expect(
      parted([
        [0, 3, 1],
        [0, 12, 2],
      ]),
    ).toBe('alu alu alu store alu alu store alu store')
  })

  it('takes borders outside their group, or outside all, for none', () => {
    expect(
      parted([
        [0, 20, 1],
        [0, 90, 1],
        [5, 1, 1],
      ]),
    ).toBe('alu alu alu store')
  })

  it('has data wait for a bias that comes first, and micro-ops come behind that', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 8, n: 32, k: 32, epilogue: { bias: true } })
    const schedule = { ...defaultSchedule(workload, hardware), ...listed, uop_at: 'after_bias' } as const
    const { instructions } = compile(workload, schedule, hardware)
    const [bias, microOps, ...others] = decodeAll(instructions)
    expect(bias).toMatchObject({ kind: 'load', fields: { memory: 3 }, tokens: { pushPrev: true } })
    expect(microOps).toMatchObject({ kind: 'load', fields: { memory: 0 } })
    const data = others.find(({ kind }) => kind === 'load')
    expect(data).toMatchObject({ tokens: { popNext: true } })
    expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule).status).toBe('ok')
  })

  it('brings as much ahead of a product as a list says, and what is there not again', () => {
    expect(dataOf(twoByTwo)).toBe('A8 B2 . B2 . A24 B6 . B6 .')
    expect(dataOf({ ...twoByTwo, loads_ahead: [[0, 3, 0, 0]] })).toBe('A32 B2 . B2 . B6 . B6 .')
    expect(dataOf({ ...twoByTwo, loads_ahead: [[0, 0, 3, 0]] })).toBe('A8 B8 . B2 . A24 . B6 .')
    expect(dataOf({ ...twoByTwo, loads_ahead: [[0, 1, 3, 2]] })).toBe('A16 B16 . . A16 . .')
  })

  it('brings no more ahead than there is', () => {
    expect(dataOf({ ...twoByTwo, loads_ahead: [[0, 90, 90, 90]] })).toBe('A32 B16 . . . .')
  })

  it('brings again what others have taken the place of', () => {
    expect(dataOf({ ...twoByTwo, wgt_buffers: 1, loads_ahead: [[0, 3, 3, 0]] })).toBe(
      'A32 B8 . B2 . B6 . B6 .',
    )
  })

  it('refuses a product whose part of B is in no one load', () => {
    expect(() => dataOf({ ...twoByTwo, loads_ahead: [[0, 0, 1, 0]] })).toThrow(IllegalSchedule)
  })

  it('finishes the tiles of a list one by one where there is no epilogue to finish them', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 8, n: 32, k: 32 })
    const schedule = {
      ...defaultSchedule(workload, hardware),
      tile_n: 1,
      products: [
        [0, 0, 1, 2],
        [0, 1, 1, 1],
        [0, 1, 1, 1],
      ],
    } as const
    expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule)).toMatchObject({ status: 'ok' })
  })

  it('moves rows one by one that are further apart than a pitch can say', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 65536, n: 32, k: 32, epilogue: { shift: 3 } })
    for (const knobs of [{}, { tile_k: 2 }, { tile_k: 2, threads: 2, tile_m: 64 }] as const) {
      const schedule = { ...defaultSchedule(workload, hardware), ...knobs }
      const { status, detail } = new TestBench({ workload, hardware, seed: 1 }).measure(schedule)
      expect({ status, detail, knobs }).toEqual({ status: 'ok', detail: null, knobs })
    }
  })
})
