import type { Hardware } from '../../../src/hardware/hardware.js'
import { decode, type Instruction, type Loops } from '../../../src/isa/instruction.js'
import { type Program, wordsPerInstruction } from '../../../src/isa/program.js'

/**
 * Races as they are defined, slowly: all pairs of accesses of different modules to the same place, one of them a
 * write, that no path of tokens and module order joins. For programs whose micro-ops are all zero, without pads.
 */

interface Access {
  readonly place: string
  readonly writes: boolean
}

interface Node {
  readonly index: number
  readonly module: number
  readonly instruction: Instruction
  /** Instructions that end before it starts. */
  readonly before: Set<number>
}

function moduleOf({ kind, fields }: Instruction): number {
  if (kind === 'load') return [1, 0, 0, 1][fields.memory]
  return kind === 'store' ? 2 : 1
}

/** Channel names by module: pops from and pushes to the neighbour. */
const channels = [
  { popNext: '10', pushNext: '01' },
  { popPrev: '01', popNext: '21', pushPrev: '10', pushNext: '12' },
  { popPrev: '12', pushPrev: '21' },
] as const

const named = (module: number, { tokens }: Instruction, verb: 'pop' | 'push'): string[] =>
  Object.entries(channels[module])
    .filter(
      ([flag]) => flag.startsWith(verb) && Object.entries(tokens).some(([name, on]) => name === flag && on),
    )
    .map(([, channel]) => channel)

/** Executes tokens alone, one instruction at a time, whichever can; `before` is closed over all paths. */
function execute(instructions: readonly Instruction[]): Node[] {
  const waiting = instructions.map((instruction, index) => ({
    index,
    module: moduleOf(instruction),
    instruction,
  }))
  const done: Node[] = []
  const sent = new Map<string, Node[]>()
  for (;;) {
    const next = waiting.findIndex(({ module, instruction }, i) => {
      const isHead = waiting.findIndex((other) => other.module === module) === i
      const stopped = module === 1 && done.some((node) => node.instruction.kind === 'finish')
      return (
        isHead && !stopped && named(module, instruction, 'pop').every((ch) => (sent.get(ch) ?? []).length > 0)
      )
    })
    if (next < 0) return done
    const [head] = waiting.splice(next, 1)
    const pushers = named(head.module, head.instruction, 'pop').map((ch) => sent.get(ch)?.shift())
    const sources = [done.findLast((node) => node.module === head.module), ...pushers].filter(
      (n) => n !== undefined,
    )
    const before = new Set<number>()
    for (const source of sources) for (const index of source.before) before.add(index)
    for (const source of sources) before.add(source.index)
    const node = { ...head, before }
    done.push(node)
    for (const ch of named(head.module, head.instruction, 'push'))
      sent.set(ch, [...(sent.get(ch) ?? []), node])
  }
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)

/** Reads of a scratchpad by the two loops of a GEMM. */
const indexed = ({ loopOut, loopIn }: Loops, pad: string, out: number, step: number): Access[] =>
  range(0, loopOut).flatMap((o) =>
    range(0, loopIn).map((i) => ({ place: `${pad} ${o * out + i * step}`, writes: false })),
  )

const outWrites = (loops: Loops): Access[] =>
  indexed(loops, 'out', loops.dstOut, loops.dstIn).map(({ place }) => ({ place, writes: true }))

function accesses(instruction: Instruction, { elementBytes }: Hardware): Access[] {
  if (instruction.kind === 'load' || instruction.kind === 'store') {
    const writesDram = instruction.kind === 'store'
    const { scratchpadIndex, dramIndex, ySize, xSize, xStride, memory } = instruction.fields
    const pad = writesDram ? 'out' : (['uop', 'wgt', 'inp', 'acc'] as const)[memory]
    const eb = elementBytes[pad]
    const rows = range(0, xSize === 0 ? 0 : ySize)
    const bytes = rows.flatMap((row) => range((dramIndex + row * xStride) * eb, xSize * eb))
    return [
      ...range(scratchpadIndex, rows.length * xSize).map((e) => ({
        place: `${pad} ${e}`,
        writes: !writesDram,
      })),
      ...bytes.map((byte) => ({ place: `dram ${byte}`, writes: writesDram })),
    ]
  }
  if (instruction.kind === 'gemm' && instruction.fields.reset === 0) {
    const { srcOut, srcIn, wgtOut, wgtIn } = instruction.fields
    return [
      ...indexed(instruction.fields, 'inp', srcOut, srcIn),
      ...indexed(instruction.fields, 'wgt', wgtOut, wgtIn),
      ...outWrites(instruction.fields),
    ]
  }
  return instruction.kind === 'alu' ? outWrites(instruction.fields) : []
}

const conflict = (a: readonly Access[], b: readonly Access[]): boolean =>
  a.some((x) => b.some((y) => x.place === y.place && (x.writes || y.writes)))

export function racesByDefinition(program: Program, hardware: Hardware): boolean {
  const { instructions: words, output } = program
  const instructions = range(0, words.length / wordsPerInstruction).map((i) =>
    decode(words, i * wordsPerInstruction),
  )
  const nodes = execute(instructions)
  const touched = nodes.map((node) => accesses(node.instruction, hardware))
  const between = nodes.some((a, i) =>
    nodes.some((b, j) => {
      const ordered = a.before.has(b.index) || b.before.has(a.index)
      return i < j && a.module !== b.module && !ordered && conflict(touched[i], touched[j])
    }),
  )
  const end = nodes.find((node) => node.instruction.kind === 'finish')
  const host = range(output.address, output.bytes).map((byte) => ({ place: `dram ${byte}`, writes: false }))
  const withHost = nodes.some((node, i) => end && !end.before.has(node.index) && conflict(touched[i], host))
  return between || withHost
}
