import { InputError } from '../../hardware/input.js'
import { TestBench } from '../../measure/test-bench.js'
import type { Operands } from '../../workload/operands.js'
import { unpackOutput } from '../../workload/packing.js'
import type { Workload } from '../../workload/workload.js'
import { readInput } from '../bundle-file.js'
import { requireVerified } from '../failure.js'
import { requireWritable, writeOutput } from '../output-file.js'
import { count, printJson, printLine } from '../print.js'
import { findSchedule } from '../schedule-flag.js'
import { readSubject, type SubjectFlags } from '../subject.js'

export interface RunFlags extends Omit<SubjectFlags, 'bias'> {
  readonly a: string
  readonly b: string
  /** The bias's file; true when the flag has none. */
  readonly bias?: string | true
  readonly schedule: string
  readonly output: string
  readonly json?: true
}

/** A tensor's file. @throws InputError when it has not the bytes that the workload's extents ask for. */
function readTensor(flag: string, file: string, bytes: number, extents: string): Uint8Array {
  const found = readInput(file)
  if (found.length !== bytes) {
    throw new InputError(flag, `${file} has ${found.length} bytes, but ${extents} are ${bytes}`)
  }
  return found
}

function readBias(file: RunFlags['bias'], n: number): Int32Array {
  if (typeof file !== 'string') {
    throw new InputError('bias', 'the workload has a bias, but no file of one is given: --bias F.bin')
  }
  const bytes = readTensor('bias', file, 4 * n, `${n} int32 values`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Int32Array.from({ length: n }, (_, i) => view.getInt32(4 * i, true))
}

function readOperands({ m, n, k, epilogue }: Workload, { a, b, bias }: RunFlags): Operands {
  return {
    a: new Int8Array(readTensor('a', a, m * k, `${m} x ${k} int8 values`)),
    b: new Int8Array(readTensor('b', b, n * k, `${n} x ${k} int8 values`)),
    bias: epilogue.bias ? readBias(bias, n) : null,
  }
}

export async function run(flags: RunFlags): Promise<void> {
  const { bias, ...others } = flags
  const { workload, hardware } = readSubject(bias === undefined ? others : { ...others, bias: true })
  const operands = readOperands(workload, flags)
  requireWritable(flags.output)
  const schedule = await findSchedule(flags.schedule, workload, hardware)
  const bench = new TestBench({ workload, hardware, seed: 1 }, operands)
  const cycles = requireVerified(bench.measure(schedule))
  const c = unpackOutput(workload, hardware, new Int8Array(bench.output))
  writeOutput(flags.output, new Uint8Array(c.buffer))
  if (flags.json) printJson({ cycles, verified: true })
  else printLine(`${flags.output}: ${count(cycles)} cycles, verified`)
}
