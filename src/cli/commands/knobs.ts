import { spaceNamed, spaceOf } from '../../search/spaces.js'
import { count, printJson, printLine } from '../print.js'
import { readSubject, type SubjectFlags } from '../subject.js'
import { table } from '../table.js'

export interface KnobsFlags extends SubjectFlags {
  readonly space: string
  readonly json?: true
}

export function knobs(flags: KnobsFlags): void {
  const { workload, hardware } = readSubject(flags)
  const space = spaceOf(spaceNamed(flags.space), workload, hardware)
  if (flags.json) {
    printJson({ knobs: space.knobs, space_size: space.size })
    return
  }
  const rows = space.knobs.map(({ name, meaning, values }) => [name, meaning, values.join(' ')])
  printLine(table(['knob', 'meaning', 'values'], rows))
  printLine(`${space.name}: ${count(space.size)} schedules, legal or not`)
}
