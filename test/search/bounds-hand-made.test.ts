import { describe, expect, it } from 'vitest'
import { preset, presetNames } from '../../src/hardware/presets.js'
import type { Instruction } from '../../src/isa/instruction.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { packedShape } from '../../src/workload/packing.js'
import { normalWorkload, type Workload, type WorkloadInput } from '../../src/workload/workload.js'
import { alu, finish, gemm, HandBench, load, reset, store, type Places } from './hand-made.js'

/*
 * Programs as an opponent of the bound would write them: as few instructions as there can be, in every order that may
 * be right, started by a reset or by a load of zeros with padding, with a burst of micro-ops that bridges the gap
 * between the first two loads.
 */

const zero = { dst: 0, src: 0, wgt: 0 }
const hardwareOf = presetNames.map((name) => preset(name))

/** Ways to begin: which of the three loads comes when, and how the sums are set to zero. */
const orders: readonly (readonly ('inp' | 'wgt' | 'uop')[])[] = [
  ['inp', 'wgt', 'uop'],
  ['inp', 'uop', 'wgt'],
  ['uop', 'inp', 'wgt'],
  ['wgt', 'inp', 'uop'],
  ['wgt', 'uop', 'inp'],
  ['uop', 'wgt', 'inp'],
]
const inits = ['reset', 'load', 'loadFirst'] as const
/** Micro-ops loaded, and how far before a window of the longest burst: what makes one burst or two. */
const uopLoads = [
  { x: 1, before: 0 },
  { x: 14, before: 12 },
  { x: 13, before: 12 },
  { x: 16, before: 12 },
  { x: 30, before: 28 },
]

interface Style {
  readonly order: (typeof orders)[number]
  readonly init: (typeof inits)[number]
  readonly uops: (typeof uopLoads)[number]
  /** Whether the passes go over all rows before the next one, or the last one is cut in two with its store. */
  readonly pieces: 1 | 2
}

function* styles(): Iterable<Style> {
  for (const order of orders) {
    for (const init of inits) {
      for (const uops of uopLoads) for (const pieces of [1, 2] as const) yield { order, init, uops, pieces }
    }
  }
}

/** A workload of one column of blocks, whose k is moved by one load of A and one of B. */
function oneColumn(workload: Workload, rows: number, kBlocks: number, style: Style) {
  const { shift, clip } = workload.epilogue
  const passes: readonly (readonly ['shr' | 'max' | 'min', number])[] = [
    ...(shift > 0 ? [['shr', shift] as const] : []),
    ...(clip ? [['max', clip[0]] as const, ['min', clip[1]] as const] : []),
  ]
  const pieces = rows > 1 && passes.length > 0 ? style.pieces : 1
  const cut = pieces === 2 ? Math.ceil(rows / 2) : rows
  return ({ a, b, c, uop, zeros }: Places): readonly Instruction[] => {
    const lastLoad = style.order.findLast((name) => name !== 'uop')
    const first = style.order.map((name) => {
      if (name === 'uop') return load('uop', { from: uop, x: style.uops.x })
      const tokens = name === lastLoad ? (['pushNext'] as const) : []
      return name === 'inp'
        ? load('inp', { from: a, x: rows * kBlocks }, ...tokens)
        : load('wgt', { from: b, x: kBlocks }, ...tokens)
    })
    const zeroing =
      style.init === 'reset'
        ? reset({ inner: rows, dst: [0, 1] })
        : load('acc', { from: zeros, x: 1, left: rows - 1 })
    const each = { inner: rows, dst: [0, 1], src: [0, 1] } as const
    const part = (at: number, count: number) => ({
      uop: [at, at + 1] as const,
      inner: count,
      dst: each.dst,
      src: each.src,
    })
    const alus = passes.map(([op, imm], i) =>
      i < passes.length - 1 ? alu(op, imm, each) : alu(op, imm, { ...part(0, cut) }, 'pushNext'),
    )
    const [lastOp, lastImm] = passes.at(-1) ?? (['shr', 0] as const)
    return [
      ...(style.init === 'loadFirst' ? [zeroing, ...first] : [...first, zeroing]),
      gemm(
        { outer: kBlocks, inner: rows, dst: [0, 1], src: [rows, 1], wgt: [1, 0] },
        'popPrev',
        ...(passes.length === 0 ? (['pushNext'] as const) : []),
      ),
      ...alus,
      ...(pieces === 2 ? [alu(lastOp, lastImm, part(1, rows - cut), 'pushNext')] : []),
      store({ from: c, x: cut }, 'popPrev', ...(pieces === 1 ? (['pushPrev'] as const) : [])),
      ...(pieces === 2 ? [store({ at: cut, from: c + cut, x: rows - cut }, 'popPrev', 'pushPrev')] : []),
      finish('popNext'),
    ]
  }
}

const epilogues: readonly WorkloadInput['epilogue'][] = [{}, { shift: 8 }, { shift: 8, clip: [0, 127] }]
const shapes = [
  [1, 1, 1],
  [1, 16, 16],
  [2, 16, 32],
  [15, 8, 256],
] as const

describe('programs made by hand', () => {
  it.each(hardwareOf)('never beat the bound on $name, and come near it', (hardware) => {
    let right = 0
    let nearest = Infinity
    for (const [m, n, k] of shapes) {
      for (const epilogue of epilogues) {
        const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue })
        const { rows, nBlocks, kBlocks } = packedShape(workload, hardware)
        if (nBlocks > 1) continue
        const bench = new HandBench(workload, hardware)
        const bound = lowerBound(workload, hardware).cycles
        const half = Math.ceil(rows / 2)
        const microOps = [zero, { dst: half, src: half, wgt: 0 }]
        for (const style of styles()) {
          const write = oneColumn(workload, rows, kBlocks, style)
          const cycles = bench.judge(bench.program({ microOps, before: style.uops.before, write }))
          if (typeof cycles === 'string') continue
          right++
          nearest = Math.min(nearest, cycles / bound)
          expect(cycles, JSON.stringify({ m, n, k, epilogue, style })).toBeGreaterThanOrEqual(bound)
        }
      }
    }
    expect(right).toBeGreaterThan(500)
    expect(nearest).toBeLessThan(1.12)
  })
})
