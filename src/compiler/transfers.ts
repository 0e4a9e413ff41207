import { beatBytes, type Hardware, type Scratchpad } from '../hardware/hardware.js'
import { tensorAxes, type Emission } from './emission.js'
import type { Leaf } from './nest.js'
import { StepKind } from './steps.js'
import { tileOfC } from './tile-of-c.js'

/** Statements that move data: the copies of the operands and of the bias, and the write-back of C. */

type Operand = 'a' | 'b' | 'bias'
const kindOf = { a: StepKind.loadInp, b: StepKind.loadWgt, bias: StepKind.loadAcc } as const
const scratchpadOf = { a: 'inp', b: 'wgt', bias: 'acc' } as const satisfies Record<Operand, Scratchpad>

/** Takes a region and, unless it is filled at first use, brings it. */
export function copy(e: Emission, name: Operand, leaf: Leaf, t: number): void {
  const part = e.take(name, t)
  if (leaf.fill === 'first_use') return
  const { outer0, outers, inner0, inners, base } = e.held[name]
  load(e, name, part, base[part], outer0[part], outers[part], inner0[part], inners[part])
}

/** Brings the current chunks of an operand into its region. */
export function fill(e: Emission, name: 'a' | 'b', t: number): void {
  const { outer, inner } = tensorAxes[name]
  const part = e.part(name, t)
  const outerStart = e.cursor.start(outer, t)
  const innerStart = e.cursor.start(inner, t)
  const inners = e.cursor.size(inner, t)
  const sram = e.held[name].at(part, outerStart, innerStart, inners)
  load(e, name, part, sram, outerStart, e.cursor.size(outer, t), innerStart, inners)
}

/** Writes a group of tiles of C back, once its last tile is done; tiles of all rows lie one behind the other. */
export function write(e: Emission, t: number): void {
  const group = e.groups[t]
  if (e.passes.length === 0) group.add(tileOfC(e, t))
  if (!group.isComplete) return
  const { tiles } = group
  const [{ rows, n0, m0, base }] = tiles
  const blocks = tiles.reduce((sum, tile) => sum + tile.blocks, 0)
  if (rows === e.nest.extents.m) store(e, t, base, n0, m0, blocks, rows)
  else for (const tile of tiles) store(e, t, tile.base, tile.n0, tile.m0, tile.blocks, tile.rows)
  group.close()
}

function store(
  e: Emission,
  t: number,
  base: number,
  n0: number,
  m0: number,
  blocks: number,
  rows: number,
): void {
  const pitch = e.nest.extents.m
  const dram = e.layout.c.address / e.nest.hardware.elementBytes.out + n0 * pitch + m0
  const step = transfer(e, StepKind.store, base, dram, blocks, rows, pitch)
  e.steps.out[step] = e.held.c.region[e.part('c', t)]
}

function load(
  e: Emission,
  name: Operand,
  part: number,
  sram: number,
  outer: number,
  outers: number,
  inner: number,
  inners: number,
): void {
  const pad = scratchpadOf[name]
  const pitch = e.nest.extents[tensorAxes[name].inner]
  const origin = (e.layout[name]?.address ?? 0) / e.nest.hardware.elementBytes[pad]
  const most = inFlightLimit(e.nest.hardware, pad)
  const pieces = Math.ceil((outers * inners) / most)
  for (let piece = 0, done = 0; piece < pieces; piece++) {
    const rows = outers === 1 ? 1 : Math.floor(((piece + 1) * outers) / pieces) - done
    const width = outers === 1 ? Math.floor(((piece + 1) * inners) / pieces) - done : inners
    const from = outers === 1 ? outer * pitch + inner + done : (outer + done) * pitch + inner
    const step = transfer(e, kindOf[name], sram, origin + from, rows, width, pitch)
    e.steps.fills[step] = e.held[name].region[part]
    if (name !== 'bias') e.loadMicroOps()
    sram += rows * width
    done += outers === 1 ? width : rows
  }
}

/** Rows that lie one behind the other in DRAM are one row: a row of its own costs a burst of its own. */
function transfer(
  e: Emission,
  kind: StepKind,
  sram: number,
  dram: number,
  rows: number,
  width: number,
  pitch: number,
): number {
  const joined = rows === 1 || width === pitch
  return joined
    ? e.steps.transfer(kind, sram, dram, 1, rows * width, rows * width)
    : e.steps.transfer(kind, sram, dram, rows, width, pitch)
}

/**
 * Elements that one load may move without any risk that the DMA's in-flight counter wraps (timing.md 12.3): the
 * counter's modulus is the scratchpad's depth in beats, so a load of fewer beats cannot reach it.
 */
export function inFlightLimit(hardware: Hardware, pad: Scratchpad): number {
  const beats = hardware.elementBytes[pad] / beatBytes
  const modulus = 2 ** Math.floor(Math.log2(hardware.depth[pad] * beats))
  return Math.floor((modulus - 1) / beats)
}
