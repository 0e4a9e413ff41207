import { microOpWord } from '../isa/micro-op.js'
import type { Emission } from './emission.js'
import { startsFromBias, type AluPass } from './epilogue.js'
import type { Axis } from './schedule.js'
import { noImm, StepKind } from './steps.js'
import { tileOfC } from './tile-of-c.js'

/** Statements that compute: the start of a tile of C, the product, the epilogue. */

const aluCode = { min: 0, max: 1, add: 2, shr: 3 } as const

/** What a GEMM's two loops run over, outer first, when the micro-ops run over an axis. */
const loopsBesides = { m: ['n', 'k'], n: ['k', 'm'], k: ['n', 'm'] } as const satisfies Record<
  Axis,
  readonly Axis[]
>

/** Takes a region for one or more tiles of C and sets it to zero, or to the bias. */
export function init(e: Emission, t: number): void {
  const part = e.take('c', t)
  const { base, outer0, outers, inners } = e.held.c
  if (startsFromBias(e.nest.workload.epilogue)) {
    biasPass(e, t, 0, base[part], outer0[part], outers[part], inners[part])
    return
  }
  const first = microOpWord(base[part], 0, 0)
  const step = e.compute(StepKind.reset, first, 0, 1, 1, outers[part] * inners[part])
  e.steps.dstInner[step] = 1
}

/** The ALU passes over a group of tiles of C, behind the last of them. */
export function epilogue(e: Emission, t: number): void {
  const group = e.groups[t]
  if (!group.add(tileOfC(e, t))) return
  const { tiles, elements } = group
  for (const pass of e.passes) {
    if (pass.op !== 'add') immediatePass(e, pass, t, tiles[0].base, elements)
    else for (const { base, n0, blocks, rows } of tiles) biasPass(e, t, noImm, base, n0, blocks, rows)
  }
}

function immediatePass(
  e: Emission,
  pass: Extract<AluPass, { imm: number }>,
  t: number,
  base: number,
  elements: number,
): void {
  const step = e.compute(StepKind.alu, microOpWord(base, base, 0), 0, 1, 1, elements)
  e.steps.dstInner[step] = e.steps.srcInner[step] = 1
  finishAlu(e, step, aluCode[pass.op], pass.imm, t)
}

/**
 * An addition whose source is the bias: one element for each block of channels, the same for every row. With the
 * immediate 0 it copies the bias (the immediate form reads its source: isa.md), with noImm it adds it.
 */
function biasPass(
  e: Emission,
  t: number,
  imm: number,
  base: number,
  n0: number,
  blocks: number,
  rows: number,
): void {
  const source = e.held.bias.at(e.part('bias', t), 0, n0, 1)
  const step = e.compute(StepKind.alu, microOpWord(base, source, 0), 0, 1, blocks, rows)
  e.steps.dstOuter[step] = rows
  e.steps.dstInner[step] = e.steps.srcOuter[step] = 1
  finishAlu(e, step, aluCode.add, imm, t)
}

function finishAlu(e: Emission, step: number, op: number, imm: number, t: number): void {
  e.steps.op[step] = op
  e.steps.imm[step] = imm
  e.steps.out[step] = e.held.c.region[e.part('c', t)]
}

/**
 * One GEMM over the current chunks. Accumulator, input and weight indices are linear in the three axes; the
 * micro-ops run over one axis, the instruction's two loops over the others.
 */
export function update(e: Emission, t: number): void {
  const { cursor, held, steps } = e
  const a = e.part('a', t)
  const b = e.part('b', t)
  const c = e.part('c', t)
  const m = cursor.start('m', t)
  const n = cursor.start('n', t)
  const k = cursor.start('k', t)
  const rows = cursor.size('m', t)
  const blocks = cursor.size('n', t)
  const tile = tileOfC(e, t)
  const dst = tile.base + (n - tile.n0) * tile.rows + (m - tile.m0)
  const src = held.a.at(a, k, m, rows)
  const wgt = held.b.at(b, k, n, blocks)
  const perN = tile.rows
  const perK = held.a.pitch(a, rows)
  const wgtPerK = held.b.pitch(b, blocks)
  const dstOf = (axis: Axis): number => (axis === 'm' ? 1 : axis === 'n' ? perN : 0)
  const srcOf = (axis: Axis): number => (axis === 'm' ? 1 : axis === 'k' ? perK : 0)
  const wgtOf = (axis: Axis): number => (axis === 'n' ? 1 : axis === 'k' ? wgtPerK : 0)
  const over = e.uopAxis === 'least' ? shortest(e, t) : e.uopAxis
  const [outer, inner] = loopsBesides[over]
  const first = microOpWord(dst, src, wgt)
  const uops = cursor.size(over, t)
  const stride = uops === 1 ? 0 : microOpWord(dstOf(over), srcOf(over), wgtOf(over))
  const step = e.compute(StepKind.gemm, first, stride, uops, cursor.size(outer, t), cursor.size(inner, t))
  steps.dstOuter[step] = dstOf(outer)
  steps.srcOuter[step] = srcOf(outer)
  steps.wgtOuter[step] = wgtOf(outer)
  steps.dstInner[step] = dstOf(inner)
  steps.srcInner[step] = srcOf(inner)
  steps.wgtInner[step] = wgtOf(inner)
  steps.readsInp[step] = held.a.region[a]
  steps.readsWgt[step] = held.b.region[b]
  steps.out[step] = held.c.region[c]
}

/** The axis along which the current chunk is shortest: micro-ops over it are the fewest. */
function shortest({ cursor }: Emission, t: number): Axis {
  const m = cursor.size('m', t)
  const n = cursor.size('n', t)
  const k = cursor.size('k', t)
  if (n <= m && n <= k) return 'n'
  return k <= m ? 'k' : 'm'
}
