import { readFileSync } from 'node:fs'
import { defaultSchedule } from '../compiler/default.js'
import { scheduleSchema, type Schedule } from '../compiler/schedule.js'
import { describeIssues, InputError, withValues } from '../hardware/input.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { tuneHere } from './tune-here.js'

/** A schedule in a JSON file. @throws InputError naming the file and each knob that is wrong. */
function readSchedule(file: string): Schedule {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError('schedule', `${file} is neither best nor default, and cannot be read: ${reason}`)
  }
  const parsed = scheduleSchema.safeParse(json, withValues)
  if (!parsed.success) throw new InputError('schedule', `${file}: ${describeIssues(parsed.error)}`)
  return parsed.data
}

/** The schedule that --schedule asks for: `best` tunes the workload here and now. */
export async function findSchedule(flag: string, workload: Workload, hardware: Hardware): Promise<Schedule> {
  if (flag === 'default') return defaultSchedule(workload, hardware)
  if (flag !== 'best') return readSchedule(flag)
  return (await tuneHere(workload, hardware)).schedule
}
