import { epiloguePasses, startsFromBias } from './epilogue.js'
import type { Buffer, Leaf, Nest, Node, PointAxis, TileLoop } from './nest.js'
import type { Axis } from './schedule.js'
import { sizesOf, type Chunks } from './tiles.js'

/** A nest as text: the buffers, then the loops. */
export function printNest(nest: Nest): string {
  return [...bufferLines(nest), ...nodeLines(nest, nest.body, [])].join('\n')
}

function bufferLines(nest: Nest): readonly string[] {
  const used = Object.entries(nest.buffers).filter(([name]) => name !== 'bias' || nest.workload.epilogue.bias)
  return used.map(([, buffer]) => `buffer ${buffer.name}: ${placeOf(buffer)}`)
}

const placeOf = (buffer: Buffer): string =>
  (buffer.scope === 'host' ? 'no scratchpad' : buffer.scope) +
  (buffer.perThread ? ', one a virtual thread' : '')

function nodeLines(nest: Nest, nodes: readonly Node[], around: readonly TileLoop[]): readonly string[] {
  return nodes.flatMap((node) =>
    node.kind === 'leaf' ? leafLines(nest, node, around) : loopLines(nest, node, around),
  )
}

function loopLines(nest: Nest, loop: TileLoop, around: readonly TileLoop[]): readonly string[] {
  const threads = loop.threads > 1 ? `, ${loop.threads} virtual threads` : ''
  const head = `for ${loop.axis}.t in ${describeLoop(nest, loop.axis)}${threads}:`
  return [head, ...indent(nodeLines(nest, loop.body, [...around, loop]))]
}

function describeLoop({ cutting }: Nest, axis: Axis): string {
  if (!cutting) return 'whole'
  if (axis !== 'k') return describeChunks(cutting[axis])
  const first =
    cutting.firstK === cutting.k ? '' : `; in the first tile of C ${describeChunks(cutting.firstK)}`
  const last = cutting.lastK === cutting.k ? '' : `; in the last ${describeChunks(cutting.lastK)}`
  return describeChunks(cutting.k) + first + last
}

/** "4 chunks of 2", "3 chunks of 4 (last 1)" or "chunks of 6, 3, 2". */
export function describeChunks(chunks: Chunks): string {
  const size = sizesOf(chunks)
  const [first] = size
  const last = size[size.length - 1]
  const body = size.slice(0, -1)
  if (size.length === 1) return `1 chunk of ${first}`
  if (!body.every((one) => one === first) || last > first) return `chunks of ${size.join(', ')}`
  return `${size.length} chunks of ${first}` + (last === first ? '' : ` (last ${last})`)
}

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`)

function leafLines(nest: Nest, leaf: Leaf, around: readonly TileLoop[]): readonly string[] {
  const name = (axis: PointAxis): string => (around.some((loop) => loop.axis === axis) ? `${axis}.t` : axis)
  const lines = statementLines(nest, leaf, name)
  if (leaf.form !== 'loops') return lines
  const extent = (axis: PointAxis): string => {
    if (axis === 'ci' || axis === 'ki') return `${nest.hardware.block}`
    return around.some((loop) => loop.axis === axis) ? `${axis}.t` : `${nest.extents[axis]}`
  }
  const loops = leaf.points.map((axis) => `${axis} in ${extent(axis)}`).join(', ')
  return [`for ${loops}:`, ...indent(lines)]
}

type Name = (axis: PointAxis) => string

function statementLines(nest: Nest, leaf: Leaf, name: Name): readonly string[] {
  const { a, b, bias, c } = nest.buffers
  switch (leaf.op) {
    case 'copy_a':
      return [copyText(leaf, a, 'A', name)]
    case 'copy_b':
      return [copyText(leaf, b, 'B', name)]
    case 'copy_bias':
      return [copyText(leaf, bias, 'bias', name)]
    case 'fill_a':
      return [pieceText(a, 'A', name)]
    case 'fill_b':
      return [pieceText(b, 'B', name)]
    case 'init':
      return [initText(nest, leaf, name)]
    case 'update':
      return [updateText(nest, leaf, name)]
    case 'epilogue':
      return epilogueLines(nest, leaf, name)
    case 'write':
      return [
        leaf.form === 'dma_copy'
          ? `dma_copy C${region(c.axes, name)} = ${c.name} as int8`
          : `C[m, n, ci] = int8(${c.name}[m, n, ci])`,
      ]
  }
}

const region = (axes: readonly Axis[], name: Name): string => `[${axes.map(name).join(', ')}]`

const pieceText = (buffer: Buffer, tensor: string, name: Name): string => {
  const part = region(buffer.axes, name)
  return `at first use: dma_copy ${buffer.name}${part} = ${tensor}${part}`
}

function copyText(leaf: Leaf, buffer: Buffer, tensor: string, name: Name): string {
  if (leaf.fill === 'first_use') return `region ${buffer.name} for ${tensor}${region(buffer.axes, name)}`
  if (leaf.form === 'dma_copy') return `dma_copy ${buffer.name} = ${tensor}${region(buffer.axes, name)}`
  const index = `[${leaf.points.join(', ')}]`
  return `${buffer.name}${index} = ${tensor}${index}`
}

function initText(nest: Nest, leaf: Leaf, name: Name): string {
  const { c, bias } = nest.buffers
  const fromBias = startsFromBias(nest.workload.epilogue)
  if (leaf.form === 'gemm') return `gemm reset ${c.name}${region(c.axes, name)}`
  if (leaf.form === 'alu')
    return `alu add 0: ${c.name}${region(c.axes, name)} = ${bias.name}${region(bias.axes, name)}`
  return `${c.name}[m, n, ci] = ${fromBias ? `${bias.name}[n, ci]` : '0'}`
}

function updateText(nest: Nest, leaf: Leaf, name: Name): string {
  const { a, b, c } = nest.buffers
  if (leaf.form === 'gemm') {
    const operands = `${a.name}${region(a.axes, name)}, ${b.name}${region(b.axes, name)}`
    return `gemm ${c.name}${region(c.axes, name)} += ${operands}`
  }
  return `${c.name}[m, n, ci] += int32(${a.name}[m, k, ki]) * int32(${b.name}[n, k, ci, ki])`
}

function epilogueLines(nest: Nest, leaf: Leaf, name: Name): readonly string[] {
  const { c, bias } = nest.buffers
  const scalar = leaf.form === 'loops'
  const tile = scalar ? `${c.name}[m, n, ci]` : `${c.name}${region(c.axes, name)}`
  return epiloguePasses(nest.workload.epilogue).map((pass) => {
    const operand = pass.op === 'add' ? (scalar ? `${bias.name}[n, ci]` : bias.name) : `${pass.imm}`
    return scalar ? `${tile} = ${pass.op}(${tile}, ${operand})` : `alu ${pass.op} ${operand}: ${tile}`
  })
}
