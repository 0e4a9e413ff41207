import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preset, presetNames } from '../../src/hardware/presets.js'
import type { Instruction } from '../../src/isa/instruction.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { packedShape } from '../../src/workload/packing.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { alu, finish, gemm, HandBench, load, reset, store, type Places, type Token } from './hand-made.js'

/*
 * Programs by hand for several columns of blocks, in which every kind of pass goes its own way: each takes the columns
 * in groups of its own, as soon as the kind before it has done them or all at the end. Columns of B come one or more to a
 * load, and products follow each.
 */

const kinds = [
  ['shr', 8],
  ['max', 0],
  ['min', 127],
] as const

interface Style {
  /** Columns of B of a load, and of a product; the last size repeats. */
  readonly loads: readonly number[]
  /** Columns of an instruction of each kind of pass, likewise. */
  readonly groups: readonly (readonly number[])[]
  readonly uopFirst: boolean
}

/** Ends of groups of columns, in order. */
function endsOf(sizes: readonly number[], columns: number): readonly number[] {
  const ends: number[] = []
  for (let end = 0, i = 0; end < columns; i++) {
    end = Math.min(columns, end + sizes[Math.min(i, sizes.length - 1)])
    ends.push(end)
  }
  return ends
}

const columnsProgram =
  (rows: number, columns: number, kBlocks: number, style: Style) =>
  ({ a, b, c, uop }: Places): readonly Instruction[] => {
    const code: Instruction[] = []
    const loadUops = load('uop', { from: uop, x: 2 * columns })
    if (style.uopFirst) code.push(loadUops)
    code.push(load('inp', { from: a, x: rows * kBlocks }))
    if (!style.uopFirst) code.push(loadUops)
    code.push(reset({ inner: rows * columns, dst: [0, 1] }))
    const groups = style.groups.map((sizes) => endsOf(sizes, columns))
    const done = kinds.map(() => 0)
    const passes = (summed: number): void => {
      for (const [kind, [op, immediate]] of kinds.entries()) {
        const before = kind === 0 ? summed : done[kind - 1]
        for (const end of groups[kind].filter((one) => one > done[kind] && one <= before)) {
          const from = done[kind]
          const isLast = kind === kinds.length - 1
          const extent = {
            uop: [columns + from, columns + from + 1],
            inner: (end - from) * rows,
            dst: [0, 1],
            src: [0, 1],
          } as const
          const tokens: readonly Token[] = isLast ? ['pushNext'] : []
          code.push(alu(op, immediate, extent, ...tokens))
          done[kind] = end
          if (!isLast) continue
          const at = from * rows
          const ended: readonly Token[] = end === columns ? ['pushPrev'] : []
          code.push(store({ at, from: c + at, x: (end - from) * rows }, 'popPrev', ...ended))
        }
      }
    }
    let from = 0
    for (const end of endsOf(style.loads, columns)) {
      code.push(
        load(
          'wgt',
          { at: from * kBlocks, from: b + from, y: kBlocks, x: end - from, stride: columns },
          'pushNext',
        ),
      )
      for (let column = from; column < end; column++) {
        const tokens: readonly Token[] = column === from ? ['popPrev'] : []
        const extent = {
          uop: [column, column + 1],
          outer: kBlocks,
          inner: rows,
          dst: [0, 1],
          src: [rows, 1],
          wgt: [end - from, 0],
        } as const
        code.push(gemm(extent, ...tokens))
      }
      passes(end)
      from = end
    }
    code.push(finish('popNext'))
    return code
  }

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })

const anyCase = fc.record({
  hardware: fc.constantFrom(...presetNames).map((name) => preset(name)),
  rows: fc.integer({ min: 1, max: 12 }),
  columns: fc.integer({ min: 2, max: 6 }),
  kBlocks: fc.integer({ min: 1, max: 6 }),
  style: fc.record({ loads: sizes, groups: fc.tuple(sizes, sizes, sizes), uopFirst: fc.boolean() }),
})

describe('programs by hand whose kinds of passes go their own ways', () => {
  it('are right, and never beat the bound', () => {
    fc.assert(
      fc.property(anyCase, ({ hardware, rows, columns, kBlocks, style }) => {
        const workload = normalWorkload({
          kind: 'gemm',
          m: rows,
          n: columns * hardware.block,
          k: kBlocks * hardware.block,
          epilogue: { shift: 8, clip: [0, 127] },
        })
        expect(packedShape(workload, hardware)).toMatchObject({ rows, nBlocks: columns, kBlocks })
        const ends = endsOf(style.loads, columns)
        const microOps = [
          ...Array.from({ length: columns }, (_, j) => {
            const from = ends.findLast((end) => end <= j) ?? 0
            return { dst: j * rows, src: 0, wgt: from * kBlocks + j - from }
          }),
          ...Array.from({ length: columns }, (_, j) => ({ dst: j * rows, src: j * rows, wgt: 0 })),
        ]
        const bench = new HandBench(workload, hardware)
        const write = columnsProgram(rows, columns, kBlocks, style)
        const cycles = bench.judge(bench.program({ microOps, before: 0, write }))
        expect(cycles).toBeTypeOf('number')
        expect(cycles).toBeGreaterThanOrEqual(lowerBound(workload, hardware).cycles)
      }),
      { numRuns: 25 },
    )
  })
})
