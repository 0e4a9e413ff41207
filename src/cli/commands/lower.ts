import { lower as lowerStages } from '../../compiler/lower.js'
import { stageNames } from '../../compiler/pipeline.js'
import { InputError } from '../../hardware/input.js'
import { printJson, printLine } from '../print.js'
import { findSchedule } from '../schedule-flag.js'
import { readSubject, type SubjectFlags } from '../subject.js'

export interface LowerFlags extends SubjectFlags {
  readonly schedule: string
  readonly stage: string
  readonly json?: true
}

export async function lower(flags: LowerFlags): Promise<void> {
  const { stage } = flags
  if (stage !== 'all' && !stageNames.some((name) => name === stage)) {
    throw new InputError('stage', `unknown stage "${stage}": one of all, ${stageNames.join(', ')}`)
  }
  const { workload, hardware } = readSubject(flags)
  const schedule = await findSchedule(flags.schedule, workload, hardware)
  const stages = lowerStages(workload, schedule, hardware).filter(
    (one) => stage === 'all' || one.stage === stage,
  )
  if (flags.json) printJson({ schedule, stages })
  else if (stage === 'all')
    printLine(
      stages
        .map((one) => `== ${one.stage} ==\n${one.text.trimEnd()}\n`)
        .join('\n')
        .trimEnd(),
    )
  else printLine(stages.map((one) => one.text.trimEnd()).join('\n'))
}
