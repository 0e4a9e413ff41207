import * as fc from 'fast-check'
import type { VtaConfig } from '../../../src/hardware/config.js'
import { deriveHardware, type Hardware } from '../../../src/hardware/hardware.js'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { aluFields, loopFields, opcode, transferFields } from '../../../src/isa/fields.js'
import { encode, finish, program, type Words } from './assemble.js'

const mostly = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: seldom })
const upTo = (max: number, min = 0) => fc.integer({ min, max })

/** The four token flags; mostly none, so that many programs get far. */
const flags = mostly(fc.constant(0), upTo(15))
const pad = mostly(fc.constant(0), upTo(15))
const xSize = fc.oneof(upTo(3), upTo(40), fc.constantFrom(1, 2, 64, 128, 200), mostly(upTo(9), upTo(700)))
const rows = fc.oneof(upTo(3, 1), mostly(upTo(9, 1), upTo(40)))

const transfer = fc.record({
  dramIndex: fc.oneof(upTo(40), upTo(2000), fc.constantFrom(8, 64, 255, 256, 512, 1023)),
  ySize: rows,
  xSize,
  xStride: fc.oneof(upTo(9), upTo(300), fc.constantFrom(8, 16, 64, 128, 256)),
  yPadTop: pad,
  yPadBottom: pad,
  xPadLeft: pad,
  xPadRight: pad,
})

const load = (memory: number) =>
  fc.tuple(flags, transfer).map(([f, t]) => encode(opcode.load, f, transferFields, { ...t, memory }))
const store = fc.tuple(flags, transfer).map(([f, t]) => encode(opcode.store, f, transferFields, t))
const noOp = fc
  .tuple(fc.constantFrom(0, 1, 2, 3), upTo(15), fc.constantFrom(opcode.load, opcode.store), upTo(3))
  .map(([memory, f, code, ySize]) => encode(code, f, transferFields, { memory, ySize }))

const loops = fc.record({ uopBegin: upTo(3), uopEnd: upTo(9, 4), loopOut: upTo(4, 1), loopIn: upTo(5, 1) })
const gemm = fc.tuple(flags, loops).map(([f, l]) => encode(opcode.gemm, f, loopFields, l))
const alu = fc
  .tuple(flags, loops, upTo(1), mostly(upTo(3), upTo(7)))
  .map(([f, l, useImmediate, op]) => encode(opcode.alu, f, aluFields, { ...l, useImmediate, op }))

/** LOADs as large as a scratchpad, and with rows whose beats do not fit 15 bits (timing.md 12.3). */
const hugeLoad = fc
  .tuple(upTo(3), fc.constantFrom(65535, 65534, 32768, 4096, 2048, 1024, 512), upTo(3, 1), upTo(1))
  .map(([memory, x, y, dramIndex]) =>
    encode(opcode.load, 0, transferFields, { memory, xSize: x, ySize: y, dramIndex }),
  )
const endlessLoad = fc
  .tuple(upTo(3), fc.constantFrom(0, 65535, 65534), upTo(3))
  .map(([memory, y, yPadTop]) =>
    encode(opcode.load, 0, transferFields, { memory, xSize: 1, ySize: y, yPadTop }),
  )

const instruction = fc.oneof(
  { weight: 30, arbitrary: load(0) },
  { weight: 30, arbitrary: load(1) },
  { weight: 30, arbitrary: load(2) },
  { weight: 30, arbitrary: load(3) },
  { weight: 25, arbitrary: store },
  { weight: 15, arbitrary: gemm },
  { weight: 15, arbitrary: alu },
  { weight: 40, arbitrary: noOp },
  { weight: 4, arbitrary: hugeLoad },
  { weight: 1, arbitrary: endlessLoad },
)

/** Takes pops away where the program, in order, has pushed too few: what is left runs, as far as order goes. */
function balanced(instructions: readonly Words[]): Words[] {
  const tokens = { l2c: 0, c2l: 0, c2s: 0, s2c: 0 }
  return instructions.map((words) => {
    const [word] = words
    const code = word & 7
    const memory = (word >>> 7) & 7
    const isLoad = code === opcode.load && (memory === 1 || memory === 2)
    const isStore = code === opcode.store
    const prev = isStore ? 'c2s' : isLoad ? null : 'l2c'
    const next = isLoad ? 'c2l' : isStore ? null : 's2c'
    const drop = (bit: number, counter: keyof typeof tokens | null) => {
      if (!(word & bit) || counter === null) return 0
      if (tokens[counter] === 0) return bit
      tokens[counter]--
      return 0
    }
    const dropped = drop(8, prev) | drop(16, next)
    if (word & 32 && !isLoad) tokens[isStore ? 's2c' : 'c2l']++
    if (word & 64 && !isStore) tokens[isLoad ? 'l2c' : 'c2s']++
    return [word & ~dropped, ...words.slice(1)]
  })
}

const few = fc.array(instruction, { maxLength: 40, size: 'max' })
const someRepeated = fc
  .tuple(fc.array(instruction, { minLength: 1, maxLength: 6 }), upTo(60, 1))
  .map(([part, times]) => Array.from({ length: times }, () => part).flat())
/** One instruction many times over fills queues, and stacks tokens up to their limit. */
const manyNoOps = fc.tuple(noOp, upTo(700, 200), few, fc.boolean()).map(([one, times, rest, first]) => {
  const many = Array.from({ length: times }, () => one)
  return first ? many.concat(rest) : rest.concat(many)
})

/** Programs with everything at random; about half of them never finish. */
export const anyProgram: fc.Arbitrary<Uint32Array> = fc
  .tuple(
    fc.oneof(
      { weight: 10, arbitrary: few },
      { weight: 3, arbitrary: someRepeated },
      { weight: 1, arbitrary: manyNoOps },
    ),
    mostly(fc.constant(true), fc.constant(false)),
    mostly(fc.constant(true), fc.constant(false)),
  )
  .map(([body, balance, ends]) => {
    const instructions = balance ? balanced(body) : body
    return program(ends ? instructions.concat([finish()]) : instructions)
  })

/** A preset with scratchpads so small that in-flight counters wrap all the time. */
const tiny = (config: VtaConfig, buffers: number, uopDepth: number): Hardware =>
  deriveHardware(`${config.TARGET} with tiny scratchpads`, {
    ...config,
    LOG_UOP_BUFF_SIZE: 6,
    UOP_DEPTH: uopDepth,
    LOG_INP_BUFF_SIZE: config.LOG_BLOCK + buffers,
    LOG_WGT_BUFF_SIZE: 2 * config.LOG_BLOCK + buffers - 2,
    LOG_ACC_BUFF_SIZE: config.LOG_BLOCK + 2 + buffers,
  })

export const anyHardware: fc.Arbitrary<Hardware> = fc
  .tuple(fc.constantFrom(...presetNames), mostly(fc.constant(0), upTo(8, 2)), fc.constantFrom(4, 16))
  .map(([name, buffers, uopDepth]) =>
    buffers === 0 ? preset(name) : tiny(preset(name).config, buffers, uopDepth),
  )

export const anyStartUpDelay = mostly(fc.constant(16), fc.constantFrom(1, 2, 5, 32, 64, 128))
