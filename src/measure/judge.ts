import type { Effects, Finding, Timing } from '../simulator/result.js'
import { longestRun } from '../simulator/timing/machine.js'
import { outputPosition, type PackedShape } from '../workload/packing.js'
import type { MeasurementStatus } from './record.js'

/** What a candidate's run amounts to, and in one line why. */
export interface Judgement {
  readonly status: MeasurementStatus
  readonly detail: string | null
}

export const ok: Judgement = { status: 'ok', detail: null }

/** Whether a run ended as a program's should, as far as its timing tells. */
export function judgeTiming({ status, fault, deadlock, wraps, counterHazards }: Timing): Judgement {
  if (status === 'cutoff') {
    return {
      status: 'timeout',
      detail: `takes more than ${longestRun} cycles, the longest run that is timed`,
    }
  }
  if (status === 'fault') {
    const detail =
      fault && `instruction ${fault.instruction}: ${fault.field} is ${fault.value}, limit: ${fault.limit}`
    return { status: 'fault', detail: detail ?? 'an instruction that cannot be executed' }
  }
  if (status === 'deadlock') {
    const waiting = deadlock?.waiting.map(
      ({ module, instruction, waitsFor }) =>
        `${module} waits${instruction === null ? '' : ` with instruction ${instruction}`} for ${waitsFor}`,
    )
    return { status: 'deadlock', detail: waiting?.join('; ') ?? 'FINISH is never reached' }
  }
  if (wraps > 0) return { status: 'wrap', detail: `the in-flight counter wrapped ${wraps} times` }
  if (counterHazards > 0) {
    return { status: 'hazard', detail: `the in-flight counter's assertion fired ${counterHazards} times` }
  }
  return ok
}

const worst = (what: string, times: number, findings: readonly Finding[]): string => {
  const [first] = findings
  return `${times} ${what}${first ? `, the first at instruction ${first.instruction}: ${first.detail}` : ''}`
}

/** Whether a run did something that a right program never does, even if its output should be right. */
export function judgeEffects({ wraps, hazards, races, findings }: Effects): Judgement {
  if (wraps > 0) return { status: 'wrap', detail: worst('scratchpad indices wrapped', wraps, findings.wraps) }
  if (hazards > 0) return { status: 'hazard', detail: worst('ALU hazards', hazards, findings.hazards) }
  if (races > 0) return { status: 'race', detail: worst('races', races, findings.races) }
  return ok
}

/** Whether a program gave the right fingerprint (quick-checks.ts). */
export function judgeFingerprint(isRight: boolean): Judgement {
  if (isRight) return ok
  return {
    status: 'wrong_answer',
    detail: 'the output is right for the data it ran on, but not for all data',
  }
}

const int8 = (byte: number): number => (byte << 24) >> 24

/** Whether the output region holds the reference's bytes, padding included. */
export function judgeOutput(output: Uint8Array, expected: Uint8Array, shape: PackedShape): Judgement {
  if (Buffer.compare(output, expected) === 0) return ok
  return judgeWrongOutput(output, expected, shape)
}

function judgeWrongOutput(output: Uint8Array, expected: Uint8Array, shape: PackedShape): Judgement {
  let wrong = 0
  let first = -1
  for (let i = 0; i < expected.length; i++) {
    if (output[i] === expected[i]) continue
    if (first < 0) first = i
    wrong++
  }
  const { row, channel } = outputPosition(first, shape)
  const where = `C[${row}, ${channel}]`
  const detail =
    `${wrong} of ${expected.length} outputs are wrong, the first ${where}: ` +
    `${int8(output[first])} instead of ${int8(expected[first])}`
  return { status: 'wrong_answer', detail }
}
