import { token } from '../isa/emit.js'
import { noImm, StepKind, type Steps } from './steps.js'

const aluNames = ['min', 'max', 'add', 'shr']
const loads: Readonly<Record<number, string>> = {
  [StepKind.loadUop]: 'uop',
  [StepKind.loadWgt]: 'wgt',
  [StepKind.loadInp]: 'inp',
  [StepKind.loadAcc]: 'acc',
}

/** Steps as text, a line each: the module, what it does in elements, and the tokens it waits for and sends. */
export function printSteps(steps: Steps): string {
  const lines: string[] = []
  for (let i = 0; i < steps.count; i++) {
    const tokens = tokenText(steps, i)
    lines.push(`${String(i).padStart(4)} ${moduleOf(steps, i).padEnd(7)} ${stepText(steps, i)}${tokens}`)
  }
  return lines.join('\n')
}

type ModuleName = 'load' | 'compute' | 'store'

function moduleOf(steps: Steps, i: number): ModuleName {
  const kind = steps.kind[i]
  if (kind === StepKind.loadInp || kind === StepKind.loadWgt) return 'load'
  return kind === StepKind.store ? 'store' : 'compute'
}

function stepText(s: Steps, i: number): string {
  const kind = s.kind[i]
  switch (kind) {
    case StepKind.gemm:
      return `gemm ${rounds(s, i)}, dst ${pair(s.dstOuter[i], s.dstInner[i])}, src ${pair(s.srcOuter[i], s.srcInner[i])}, wgt ${pair(s.wgtOuter[i], s.wgtInner[i])}`
    case StepKind.reset:
      return `gemm reset ${rounds(s, i)}, dst ${pair(s.dstOuter[i], s.dstInner[i])}`
    case StepKind.alu: {
      const operand = s.imm[i] === noImm ? 'tensor' : String(s.imm[i])
      return `alu ${aluNames[s.op[i]]} ${operand}, ${rounds(s, i)}, dst ${pair(s.dstOuter[i], s.dstInner[i])}, src ${pair(s.srcOuter[i], s.srcInner[i])}`
    }
    case StepKind.store:
      return `store out[${s.sram[i]}..] to ${s.dram[i]}, ${shape(s, i)}`
    case StepKind.finish:
      return 'finish'
    default:
      return `load ${loads[kind]}[${s.sram[i]}..] from ${s.dram[i]}, ${shape(s, i)}`
  }
}

const pair = (outer: number, inner: number): string => `+${outer}/+${inner}`
const rounds = (s: Steps, i: number): string =>
  `${s.outer[i]} x ${s.inner[i]} x uop[${s.uop[i]}..${s.uop[i] + s.uops[i]})`
const shape = (s: Steps, i: number): string =>
  s.rows[i] === 1 ? `${s.columns[i]} elements` : `${s.rows[i]} rows of ${s.columns[i]}, stride ${s.stride[i]}`

const neighbours: Readonly<Record<ModuleName, readonly [prev: string, next: string]>> = {
  load: ['', 'compute'],
  compute: ['load', 'store'],
  store: ['compute', ''],
}

function tokenText(steps: Steps, i: number): string {
  const flags = steps.tokens[i]
  const [prev, next] = neighbours[moduleOf(steps, i)]
  const pops = [flags & token.popPrev ? prev : '', flags & token.popNext ? next : ''].filter(Boolean)
  const pushes = [flags & token.pushPrev ? prev : '', flags & token.pushNext ? next : ''].filter(Boolean)
  return (
    (pops.length > 0 ? `; waits for ${pops.join(' and ')}` : '') +
    (pushes.length > 0 ? `; signals ${pushes.join(' and ')}` : '')
  )
}
