import { scratchpads } from '../hardware/hardware.js'
import { aluOps } from '../isa/fields.js'
import { decode, type Instruction, type Loops, type Tokens, type Transfer } from '../isa/instruction.js'
import { wordsPerInstruction } from '../isa/program.js'

/** Steps as text, a line each: the module, what it does in elements, and the tokens it waits for and sends. */
export function printSteps(instructions: Uint32Array): string {
  const lines: string[] = []
  for (let at = 0; at < instructions.length; at += wordsPerInstruction) {
    const step = decode(instructions, at)
    const number = String(at / wordsPerInstruction).padStart(4)
    const module = moduleOf(step)
    lines.push(`${number} ${module.padEnd(7)} ${stepText(step)}${tokenText(step.tokens, module)}`)
  }
  return lines.join('\n')
}

type ModuleName = 'load' | 'compute' | 'store'

function moduleOf(step: Instruction): ModuleName {
  if (step.kind === 'store') return 'store'
  const loads = step.kind === 'load' && ['inp', 'wgt'].includes(scratchpads[step.fields.memory])
  return loads ? 'load' : 'compute'
}

function stepText(step: Instruction): string {
  switch (step.kind) {
    case 'gemm': {
      const { fields } = step
      if (fields.reset) return `gemm reset ${rounds(fields)}, dst ${pair(fields.dstOut, fields.dstIn)}`
      return `gemm ${rounds(fields)}, ${indices(fields)}, wgt ${pair(fields.wgtOut, fields.wgtIn)}`
    }
    case 'alu': {
      const { fields } = step
      const operand = fields.useImmediate ? String(fields.immediate) : 'tensor'
      return `alu ${aluOps[fields.op]} ${operand}, ${rounds(fields)}, ${indices(fields)}`
    }
    case 'store':
      return `store out[${step.fields.scratchpadIndex}..] to ${step.fields.dramIndex}, ${shape(step.fields)}`
    case 'load': {
      const { memory, scratchpadIndex, dramIndex } = step.fields
      return `load ${scratchpads[memory]}[${scratchpadIndex}..] from ${dramIndex}, ${shape(step.fields)}`
    }
    case 'finish':
      return 'finish'
    case 'unknown':
      throw new Error(`a compiled step has opcode ${step.opcode}`)
  }
}

const pair = (outer: number, inner: number): string => `+${outer}/+${inner}`
const rounds = ({ loopOut, loopIn, uopBegin, uopEnd }: Loops): string =>
  `${loopOut} x ${loopIn} x uop[${uopBegin}..${uopEnd})`
const indices = ({ dstOut, dstIn, srcOut, srcIn }: Loops): string =>
  `dst ${pair(dstOut, dstIn)}, src ${pair(srcOut, srcIn)}`
const shape = ({ ySize, xSize, xStride }: Transfer): string =>
  ySize === 1 ? `${xSize} elements` : `${ySize} rows of ${xSize}, stride ${xStride}`

const neighbours: Readonly<Record<ModuleName, readonly [prev: string, next: string]>> = {
  load: ['', 'compute'],
  compute: ['load', 'store'],
  store: ['compute', ''],
}

function tokenText({ popPrev, popNext, pushPrev, pushNext }: Tokens, module: ModuleName): string {
  const [prev, next] = neighbours[module]
  const pops = [popPrev ? prev : '', popNext ? next : ''].filter(Boolean)
  const pushes = [pushPrev ? prev : '', pushNext ? next : ''].filter(Boolean)
  return (
    (pops.length > 0 ? `; waits for ${pops.join(' and ')}` : '') +
    (pushes.length > 0 ? `; signals ${pushes.join(' and ')}` : '')
  )
}
