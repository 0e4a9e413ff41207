import { describe, expect, test } from 'vitest'
import { preset } from '../../../src/hardware/presets.js'
import { opcode, transferFields } from '../../../src/isa/fields.js'
import { TimingMachine } from '../../../src/simulator/timing/machine.js'
import * as asm from '../reference/assemble.js'

const { flag, load, store, finish, computeNoOp, loadNoOp, storeNoOp } = asm
const machine = new TimingMachine(preset('pynq'))
const block8 = new TimingMachine(preset('block8'))
const run = (instructions: readonly asm.Words[], dramBytes = 2 ** 20, on = machine) =>
  on.run(asm.program(instructions), { dramBytes })
const times = (count: number, instruction: asm.Words) => Array.from({ length: count }, () => instruction)

/** Stacks tokens from load before any is popped. */
const stacked = (count: number) => [
  computeNoOp(flag.popNext),
  ...times(count, loadNoOp(flag.pushNext)),
  storeNoOp(flag.pushPrev),
  ...times(count, computeNoOp(flag.popPrev)),
  finish(),
]

describe('a deadlock names each waiting module, its instruction and what it waits for', () => {
  test('as real compilers produce it: a token popped before anything can push it', () => {
    const { status, cycles, deadlock } = run([
      storeNoOp(flag.pushPrev),
      computeNoOp(flag.popNext),
      load('uop', {}, flag.popNext | flag.pushNext),
      store({}, flag.popPrev | flag.pushPrev),
      finish(flag.popNext),
    ])
    expect({ status, cycles }).toEqual({ status: 'deadlock', cycles: 0 })
    expect(deadlock).toEqual({
      cycle: 35,
      waiting: [
        { module: 'compute', instruction: 2, waitsFor: 'a token from store' },
        { module: 'store', instruction: 3, waitsFor: 'a token from compute' },
      ],
    })
  })

  test('both tokens of one instruction', () => {
    expect(run([finish(flag.popPrev | flag.popNext)]).deadlock?.waiting).toEqual([
      { module: 'compute', instruction: 0, waitsFor: 'a token from load and a token from store' },
    ])
  })

  test('a full queue between a token and who pushes it', () => {
    const waiting = computeNoOp(flag.popPrev)
    const { deadlock } = run([waiting, ...times(512, computeNoOp()), loadNoOp(flag.pushNext), finish()])
    expect(deadlock?.waiting).toEqual([
      { module: 'fetch', instruction: 512, waitsFor: 'a place in the compute queue (512 entries)' },
      { module: 'load', instruction: null, waitsFor: 'an instruction from fetch' },
      { module: 'compute', instruction: 0, waitsFor: 'a token from load' },
      { module: 'store', instruction: null, waitsFor: 'an instruction from fetch' },
    ])
  })

  test('but a queue that is just full holds nothing up', () => {
    const waiting = computeNoOp(flag.popPrev)
    const { status } = run([waiting, ...times(511, computeNoOp()), loadNoOp(flag.pushNext), finish()])
    expect(status).toBe('finished')
  })

  test('no FINISH', () => {
    const waiting = [
      { module: 'compute', instruction: null, waitsFor: 'FINISH, which the program does not have' },
    ]
    expect(run([computeNoOp()]).deadlock?.waiting).toEqual(waiting)
    expect(run([]).deadlock).toEqual({ cycle: 0, waiting })
  })

  test('tokens lost beyond 255', () => {
    expect(run(stacked(255)).status).toBe('finished')
    const { deadlock } = run(stacked(256))
    expect(deadlock?.waiting).toEqual([
      { module: 'compute', instruction: 513, waitsFor: 'a token from load' },
    ])
  })

  test('beats that never come, of a load whose in-flight counter an earlier load left wrong', () => {
    // 4096 uops from an odd address are 2049 beats; the counter has 11 bits, and is 0 before the last has come.
    const wrapping = load('uop', { xSize: 4096, dramIndex: 1 })
    const { deadlock, wraps } = run([wrapping, load('uop', { xSize: 300, yPadBottom: 15 }), finish()])
    expect(deadlock?.waiting).toEqual([
      { module: 'compute', instruction: 1, waitsFor: 'beats that never come' },
    ])
    expect(wraps).toBeGreaterThan(0)
  })
})

describe('a fault names the instruction, the field, its value and the limit', () => {
  test.each([
    [
      'an unknown opcode',
      asm.encode(5, 0, transferFields, {}),
      'opcode',
      5,
      'opcodes are 0 (LOAD), 1 (STORE), 2 (GEMM), 3 (FINISH) and 4 (ALU)',
    ],
    [
      'an unknown memory id',
      asm.encode(opcode.load, 0, transferFields, { memory: 4, xSize: 1, ySize: 1 }),
      'memory id',
      4,
      'a LOAD has memory id 0 (UOP), 1 (WGT), 2 (INP) or 3 (ACC)',
    ],
    [
      'an unknown ALU operation',
      asm.alu({ uopEnd: 1, loopOut: 1, loopIn: 1, op: 6 }),
      'sub-opcode',
      6,
      'an ALU has sub-opcode 0 (MIN), 1 (MAX), 2 (ADD) or 3 (SHR)',
    ],
    ['a load of no rows', load('acc', { ySize: 0 }), 'y_size', 0, 'at least 1 where x_size is not 0'],
    [
      'a load of more rows than 16 bits count with the top padding',
      load('inp', { ySize: 65535, yPadTop: 2 }),
      'y_size + y_pad_top',
      65537,
      'at most 65535',
    ],
    [
      'a load from outside DRAM',
      load('wgt', { dramIndex: 4096 }),
      'DRAM index',
      4096,
      '1048576 bytes of DRAM: 1 rows of 1 elements of 256 bytes from there end at byte 1048832',
    ],
    [
      'a store whose last row ends outside DRAM',
      store({ dramIndex: 65000, ySize: 3, xSize: 30, xStride: 300 }),
      'DRAM index',
      65000,
      '1048576 bytes of DRAM: 3 rows of 30 elements of 16 bytes from there end at byte 1050080',
    ],
  ])('%s', (_, instruction, field, value, limit) => {
    const { status, cycles, fault } = run([computeNoOp(), instruction, finish(flag.popPrev | flag.popNext)])
    expect({ status, cycles }).toEqual({ status: 'fault', cycles: 0 })
    expect(fault).toEqual({ instruction: 1, field, value, limit })
  })

  test('a store of no rows where an element is one beat', () => {
    const stores = [store({ ySize: 0 }, flag.pushPrev), finish(flag.popNext)]
    expect(run(stores, 2 ** 30, block8).fault).toMatchObject({ instruction: 0, field: 'y_size', value: 0 })
    expect(run(stores, 2 ** 30).status).toBe('finished')
  })

  test('only when it is reached: what FINISH does not wait for does not matter', () => {
    const unknown = asm.encode(7, 0, transferFields, {})
    expect(run([finish(), unknown]).cycles).toBe(27)
    expect(run([load('inp', { ySize: 0 }), finish()]).status).toBe('finished')
    expect(run([load('inp', { dramIndex: 2 ** 31 }, flag.popNext), finish()]).status).toBe('finished')
  })

  test('rows that stride out of DRAM are read on, as the hardware does', () => {
    const strides = load('inp', { ySize: 4, xSize: 2, xStride: 60000 }, flag.pushNext)
    expect(run([strides, finish(flag.popPrev)]).status).toBe('finished')
  })
})

describe('a run with a cutoff', () => {
  const words = asm.program([load('uop', { xSize: 64 }), finish()])

  test('finishes below it', () => {
    const timing = machine.run(words, { dramBytes: 2 ** 20, cutoff: 82 })
    expect(timing).toMatchObject({ status: 'finished', cycles: 81 })
  })

  test('is stopped when FINISH comes no earlier', () => {
    const timing = machine.run(words, { dramBytes: 2 ** 20, cutoff: 81 })
    expect(timing).toMatchObject({ status: 'cutoff', cycles: 0 })
    expect([...timing.end]).toEqual([80, -1])
  })

  test('still finds a deadlock that comes before', () => {
    const waits = asm.program([finish(flag.popPrev)])
    expect(machine.run(waits, { dramBytes: 2 ** 20, cutoff: 100 }).status).toBe('deadlock')
  })

  test('is cut off at the longest run that is timed', () => {
    const long = asm.program([asm.gemm({ uopEnd: 1 }), asm.gemm({}), finish()])
    expect(machine.run(long, { dramBytes: 2 ** 20 }).status).toBe('cutoff')
  })
})
