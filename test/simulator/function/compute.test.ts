import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import type { MicroOp } from '../../../src/isa/micro-op.js'
import type { Program } from '../../../src/isa/program.js'
import { FunctionalMachine } from '../../../src/simulator/function/machine.js'
import { alu, gemm, inProgramOrder, loadMicroOps, programOf } from './programs.js'

/** Small indices too, so that iterations meet each other's elements. */
const anyIndex = (limit: number): fc.Arbitrary<number> => fc.oneof(fc.nat(2), fc.nat(limit))
const microOp = fc.record({ dst: anyIndex(2047), src: anyIndex(2047), wgt: anyIndex(1023) })
const microOps = fc.oneof(fc.tuple(microOp), fc.array(microOp, { minLength: 1, maxLength: 5 }))
/** Some long enough for what is done many lanes, or rows, at a time. */
const rounds = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 40 }))
const loopFields = {
  loopOut: rounds,
  loopIn: rounds,
  dstOut: anyIndex(2047),
  dstIn: anyIndex(2047),
  srcOut: anyIndex(2047),
  srcIn: anyIndex(2047),
  wgtOut: anyIndex(1023),
  wgtIn: anyIndex(1023),
}
const loops = fc.record(loopFields)
type Loops = typeof loops extends fc.Arbitrary<infer T> ? T : never

/** Indices of all iterations, not wrapped, in the order of timing.md 9. */
function iterations(l: Loops, uops: readonly MicroOp[]): MicroOp[] {
  const found: MicroOp[] = []
  for (let o = 0; o < l.loopOut; o++) {
    for (let i = 0; i < l.loopIn; i++) {
      for (const { dst, src, wgt } of uops) {
        found.push({
          dst: dst + o * l.dstOut + i * l.dstIn,
          src: src + o * l.srcOut + i * l.srcIn,
          wgt: wgt + o * l.wgtOut + i * l.wgtIn,
        })
      }
    }
  }
  return found
}

/** ACC and OUT, written together or ACC alone. */
interface Results {
  readonly acc: Int32Array
  readonly out: Int8Array
}

/** Whether two views hold the same bytes, as far as the second one goes. */
const same = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.compare(Buffer.from(a.buffer, a.byteOffset, b.byteLength), Buffer.from(b.buffer)) === 0

const shiftRight = (a: number, b: number): number => Math.floor(a / 2 ** (((b % 32) + 32) % 32))
const shiftLeft = (a: number, b: number): number =>
  Number(BigInt.asIntN(32, BigInt(a) << BigInt(((-b % 32) + 32) % 32)))

function operate(op: number, immediate: number, a: number, b: number): number {
  switch (op) {
    case 0:
      return a < b ? a : b
    case 1:
      return a > b ? a : b
    case 2:
      return Number(BigInt.asIntN(32, BigInt(a) + BigInt(b)))
    default:
      return immediate < 0 ? shiftLeft(a, b) : shiftRight(a, b)
  }
}

describe.each(presetNames)('the compute module of %s', (name) => {
  const hardware = preset(name)
  const { block, depth } = hardware
  const machine = new FunctionalMachine(hardware)
  const pads = machine.scratchpads

  /** Runs a program on rubbish, and the oracle on the same rubbish: whether they leave the same in ACC and OUT. */
  function agree(seed: number, program: Program, oracle: (results: Results) => void): boolean {
    pads.launch({ rubbish: seed })
    const expected = { acc: pads.acc.slice(0, depth.acc * block), out: pads.out.slice() }
    oracle(expected)
    const memory = new Uint8Array(program.dramBytes)
    memory.set(program.segments[0].bytes, program.segments[0].address)
    machine.run(program, memory, inProgramOrder(program), 'keep')
    return same(pads.acc, expected.acc) && same(pads.out, expected.out)
  }

  it('multiplies as plain loops over wrapping 32-bit sums do', () => {
    fc.assert(
      fc.property(fc.nat(), microOps, loops, fc.nat(1), (seed, uops, l, reset) => {
        const program = programOf(
          [loadMicroOps(uops.length), gemm({ ...l, reset, uopEnd: uops.length })],
          uops,
        )
        return agree(seed, program, ({ acc, out }) => {
          for (const { dst, src, wgt } of iterations(l, uops)) {
            for (let i = 0; i < block; i++) {
              const at = (dst % depth.acc) * block + i
              if (reset) {
                acc[at] = 0
                continue
              }
              for (let j = 0; j < block; j++) {
                const weight = pads.wgt[((wgt % depth.wgt) * block + i) * block + j]
                acc[at] += weight * pads.inp[(src % depth.inp) * block + j]
              }
              out[at] = acc[at]
            }
          }
        })
      }),
      { numRuns: 60 },
    )
  })

  it('works element by element, each iteration before the last one has written its source', () => {
    const immediates = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -32768, max: 32767 }))
    fc.assert(
      fc.property(
        fc.nat(),
        microOps,
        loops,
        fc.nat(3),
        fc.nat(1),
        immediates,
        (seed, uops, l, op, useImmediate, imm) => {
          const { wgtIn: _in, wgtOut: _out, ...aluLoops } = l
          const fields = { ...aluLoops, op, useImmediate, immediate: imm, uopEnd: uops.length }
          const program = programOf([loadMicroOps(uops.length), alu(fields)], uops)
          return agree(seed, program, ({ acc, out }) => {
            /** What sources read: without the last iteration's write. */
            const behind = acc.slice()
            let unseen: { at: number; values: Int32Array } | undefined
            for (const { dst, src } of iterations(l, uops)) {
              const to = (dst % depth.acc) * block
              const from = (src % depth.acc) * block
              const values = Int32Array.from({ length: block }, (_, j) => {
                const source = behind[from + j]
                return useImmediate ? operate(op, imm, source, imm) : operate(op, imm, acc[to + j], source)
              })
              if (unseen) behind.set(unseen.values, unseen.at)
              unseen = { at: to, values }
              acc.set(values, to)
              out.set(values, to)
            }
          })
        },
      ),
      { numRuns: 150 },
    )
  })

  it('sees a source that stands still be met by a destination that walks over it, though its index wrapped', () => {
    const uops = [{ dst: 0, src: 100, wgt: 0 }]
    // In the second round the source is element 1 and the destinations are 0 to 3.
    const fields = { loopOut: 2, loopIn: 4, dstIn: 1, srcOut: 1949, op: 2, uopEnd: 1 }
    const program = programOf([loadMicroOps(1), alu(fields)], uops)
    const agreed = agree(3, program, ({ acc, out }) => {
      const element = (index: number): Int32Array => acc.slice(index * block, (index + 1) * block)
      const add = (index: number, source: Int32Array): void => {
        for (let j = 0; j < block; j++) {
          acc[index * block + j] += source[j]
          out[index * block + j] = acc[index * block + j]
        }
      }
      for (let index = 0; index < 4; index++) add(index, element(100))
      // Only the iteration after the next one sees what was written to element 1.
      const before = element(1)
      add(0, before)
      add(1, before)
      add(2, before)
      add(3, element(1))
    })
    expect(agreed).toBe(true)
  })

  it('finds the same rubbish at launch, whatever an instruction wrote before', () => {
    const rubbish = 9
    pads.launch({ rubbish })
    const before = { acc: pads.acc.slice(), out: pads.out.slice() }
    const instruction = fc.oneof(
      fc.record({ ...loopFields, reset: fc.nat(1) }).map((fields) => gemm(fields)),
      fc
        .record({ ...loopFields, op: fc.nat(3), useImmediate: fc.nat(1) })
        .map(({ wgtIn: _i, wgtOut: _o, ...fields }) => alu(fields)),
    )
    fc.assert(
      fc.property(microOps, instruction, (uops, made) => {
        const program = programOf([loadMicroOps(uops.length), made], uops)
        const memory = new Uint8Array(program.dramBytes)
        memory.set(program.segments[0].bytes, program.segments[0].address)
        machine.run(program, memory, inProgramOrder(program), { rubbish })
        pads.launch({ rubbish })
        return same(pads.acc, before.acc) && same(pads.out, before.out)
      }),
      { numRuns: 40 },
    )
  })
})
