import { explain as explainSchedule } from '../../explain/explain.js'
import { explanationText } from '../explanation-text.js'
import { printJson, printLine } from '../print.js'
import { findSchedule } from '../schedule-flag.js'
import { readSubject, type SubjectFlags } from '../subject.js'

export interface ExplainFlags extends SubjectFlags {
  readonly schedule: string
  readonly rivals?: readonly string[]
  readonly json?: true
}

export async function explain(flags: ExplainFlags): Promise<void> {
  const { workload, hardware } = readSubject(flags)
  const schedule = await findSchedule(flags.schedule, workload, hardware)
  const rivals = []
  for (const name of flags.rivals ?? []) {
    rivals.push({ name, schedule: await findSchedule(name, workload, hardware) })
  }
  const explanation = explainSchedule(workload, schedule, hardware, rivals)
  if (flags.json) printJson(explanation)
  else printLine(explanationText(explanation))
}
