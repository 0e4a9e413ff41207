import type { CompiledProgram } from '../../src/compiler/compile.js'
import * as f from '../../src/isa/fields.js'
import { isNoOp } from '../../src/isa/module-of.js'
import { wordsPerInstruction } from '../../src/isa/program.js'
import type { Random } from '../../src/workload/random.js'

/** A program as a compiler with one bug would have made it. */
export interface Mistake {
  /** What the bug does, the same text for the same bug. */
  readonly kind: string
  readonly program: CompiledProgram
}

type Fields = Readonly<Record<string, f.BitRange>>

const memories = ['uop', 'wgt', 'inp', 'acc', 'out'] as const

/** What kind of instruction is at `words[at]`: bugs live in the code that makes one of them. */
function kindAt(words: Uint32Array, at: number): string {
  switch (f.opcodeAt(words, at)) {
    case f.opcode.load:
      return isNoOp(words, at) ? 'no-op' : `load ${memories[f.memoryAt(words, at)]}`
    case f.opcode.store:
      return isNoOp(words, at) ? 'no-op' : 'store'
    case f.opcode.gemm:
      return f.resetAt(words, at) === 1 ? 'reset' : 'gemm'
    case f.opcode.alu:
      return `alu ${f.aluOps[f.aluOpAt(words, at)]}${f.useImmediateAt(words, at) === 1 ? ' immediate' : ''}`
    default:
      return 'finish'
  }
}

function fieldsOf(kind: string): Fields {
  if (kind === 'no-op' || kind === 'finish') return {}
  if (kind === 'gemm' || kind === 'reset') return f.gemmFields
  return kind.startsWith('alu') ? f.aluFields : f.transferFields
}

const flags: Fields = {
  popPrev: f.headFields.popPrev,
  popNext: f.headFields.popNext,
  pushPrev: f.headFields.pushPrev,
  pushNext: f.headFields.pushNext,
}

/** Sets a field to a value, as far as it has bits for it. */
function setField(words: Uint32Array, at: number, range: f.BitRange, value: number): void {
  const [low, high] = range
  for (let bit = low; bit <= high; bit++) {
    const mask = 1 << (bit & 31)
    words[at + (bit >>> 5)] &= ~mask
    if ((value >> (bit - low)) & 1) words[at + (bit >>> 5)] |= mask
  }
}

/** What may become of a value: one more, one less, nothing, another bit, twice as much. */
const changes: Readonly<Record<string, (value: number) => number>> = {
  'one too large': (value) => value + 1,
  'one too small': (value) => value - 1,
  forgotten: () => 0,
  doubled: (value) => value * 2,
  'off by eight': (value) => value ^ 8,
}

const wordsOf = (program: CompiledProgram): Uint32Array => program.instructions.slice()

/** Every place where there is an instruction of each kind. */
function placesOf(words: Uint32Array): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (let at = 0; at < words.length; at += wordsPerInstruction) {
    const kind = kindAt(words, at)
    places.set(kind, [...(places.get(kind) ?? []), at])
  }
  return places
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)]

/** One field of one instruction is wrong, or one of its tokens. */
function* wrongFields(program: CompiledProgram, random: Random): Generator<Mistake> {
  for (const [kind, places] of placesOf(program.instructions)) {
    for (const [field, range] of Object.entries(fieldsOf(kind))) {
      for (const [change, apply] of Object.entries(changes)) {
        const instructions = wordsOf(program)
        const at = pick(random, places)
        setField(instructions, at, range, apply(f.readField(instructions, at, range)))
        yield { kind: `${kind}: ${field} ${change}`, program: { ...program, instructions } }
      }
    }
    for (const [flag, range] of Object.entries(flags)) {
      const instructions = wordsOf(program)
      const at = pick(random, places)
      setField(instructions, at, range, 1 - f.readField(instructions, at, range))
      yield { kind: `${kind}: ${flag} flipped`, program: { ...program, instructions } }
    }
  }
}

/** Overwrites an instruction, except for its tokens, with another. */
function copyBody(words: Uint32Array, from: number, to: number): void {
  const tokens = words[to] & 0x78
  words.copyWithin(to, from, from + wordsPerInstruction)
  words[to] = ((words[to] & ~0x78) | tokens) >>> 0
}

/** Instructions that are lost, done twice in place of another, or in each other's place; tokens stay where they were. */
function* wrongInstructions(program: CompiledProgram, random: Random): Generator<Mistake> {
  const places = placesOf(program.instructions)
  const bodies = [...places].filter(([kind]) => kind !== 'no-op' && kind !== 'finish')
  for (const [kind, at] of bodies) {
    const lost = wordsOf(program)
    const one = pick(random, at)
    // A transfer of no columns; a loop of GEMM and ALU can't be empty, but touch what nobody looks at.
    if (f.opcodeAt(lost, one) <= f.opcode.store) setField(lost, one, f.transferFields.xSize, 0)
    else setField(lost, one, f.loopFields.reset, 1)
    yield { kind: `${kind}: lost`, program: { ...program, instructions: lost } }
    for (const [other, places2] of bodies) {
      const instructions = wordsOf(program)
      const [a, b] = [pick(random, at), pick(random, places2)]
      const before = instructions.slice(a, a + wordsPerInstruction)
      copyBody(instructions, b, a)
      yield {
        kind: `${kind}: ${other} in its place`,
        program: { ...program, instructions: instructions.slice() },
      }
      instructions.set(before, b)
      yield { kind: `${kind}: swapped with ${other}`, program: { ...program, instructions } }
    }
  }
}

/** One micro-op is wrong. */
function* wrongMicroOps(program: CompiledProgram, random: Random): Generator<Mistake> {
  const indices = { dst: [0, 10], src: [11, 21], wgt: [22, 31] } as const
  const [segment] = program.segments
  const mistake = (kind: string, change: (words: Uint32Array, at: number) => void): Mistake => {
    const bytes = segment.bytes.slice()
    const words = new Uint32Array(bytes.buffer)
    change(words, random.below(words.length))
    return { kind: `micro-op: ${kind}`, program: { ...program, segments: [{ ...segment, bytes }] } }
  }
  for (const [index, range] of Object.entries(indices)) {
    for (const [change, apply] of Object.entries(changes)) {
      yield mistake(`${index} ${change}`, (words, at) =>
        setField(words, at, range, apply(f.readField(words, at, range))),
      )
    }
  }
  yield mistake('repeats the first', (words, at) => (words[at] = words[0]))
  yield mistake('swapped with the last', (words, at) => {
    const last = words.length - 1
    ;[words[at], words[last]] = [words[last], words[at]]
  })
}

/** One mistake of every kind that the program has a place for. */
export function* mistakesIn(program: CompiledProgram, random: Random): Generator<Mistake> {
  yield* wrongFields(program, random)
  yield* wrongInstructions(program, random)
  yield* wrongMicroOps(program, random)
}
