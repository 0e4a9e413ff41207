import { createHash } from 'node:crypto'
import { InputError } from '../../hardware/input.js'
import { writeBundle } from '../../isa/bundle.js'
import { TestBench } from '../../measure/test-bench.js'
import { requireVerified } from '../failure.js'
import { requireWritable, writeOutput } from '../output-file.js'
import { count, printJson, printLine } from '../print.js'
import { findSchedule } from '../schedule-flag.js'
import { readSubject, type SubjectFlags } from '../subject.js'

export interface EmitFlags extends SubjectFlags {
  readonly schedule: string
  readonly data: number
  readonly output: string
  readonly expect?: string
  readonly json?: true
}

/** How a bundle is written, by its file's name. @throws InputError when the name does not say. */
function bundleForm(file: string): { readonly sparse: boolean; readonly gzip: boolean } {
  const ending = /\.vta([sp])(\.gz)?$/.exec(file)
  if (!ending)
    throw new InputError('output', `${file}: a bundle's name ends in .vtas.gz, .vtas, .vtap.gz or .vtap`)
  return { sparse: ending[1] === 's', gzip: ending[2] !== undefined }
}

export async function emit(flags: EmitFlags): Promise<void> {
  const { workload, hardware } = readSubject(flags)
  const form = bundleForm(flags.output)
  requireWritable(flags.output)
  requireWritable(flags.expect)
  const schedule = await findSchedule(flags.schedule, workload, hardware)
  const bench = new TestBench({ workload, hardware, seed: flags.data })
  const program = bench.program(schedule)
  const cycles = requireVerified(bench.measure(schedule))
  writeOutput(flags.output, writeBundle(program, hardware, form))
  if (flags.expect !== undefined) writeOutput(flags.expect, bench.expected)
  // Verified: what the program leaves there is what is expected.
  const sha256 = createHash('sha256').update(bench.expected).digest('hex')
  if (flags.json) printJson({ cycles, output_sha256: sha256 })
  else printLine(`${flags.output}: ${count(cycles)} cycles, verified; output sha256 ${sha256}`)
}
