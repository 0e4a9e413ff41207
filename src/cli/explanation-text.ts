import type { Explanation } from '../explain/explain.js'
import { units, type Unit } from '../explain/modules.js'
import type { Neighbour } from '../explain/neighbours.js'
import type { Phase, PhasePart } from '../explain/phases.js'
import { categories, reasons, type CyclesByReason, type Reason } from '../explain/reasons.js'
import { count } from './print.js'
import { table } from './table.js'

/** An explanation as people read it: what is most of the cycles comes first in each part. */
export function explanationText(explanation: Explanation): string {
  const { workload_id, hardware, instructions, cycles, microseconds, clock_mhz } = explanation
  return [
    `${workload_id} on ${hardware}: ${count(cycles)} cycles, ${microseconds.toFixed(2)} us at ${clock_mhz} MHz, ` +
      `${count(instructions)} instructions`,
    gapText(explanation),
    `where each module's ${count(cycles)} cycles go`,
    modulesTable(explanation),
    memoryLine(explanation),
    `the critical path: what FINISH waits for, back to launch`,
    ...explanation.critical_path.map(phaseLine),
    '',
    'one step of one knob away',
    neighboursText(explanation.neighbours),
    robustnessText(explanation),
  ].join('\n')
}

const words: Readonly<Record<Reason, string>> = {
  busy: 'busy',
  token_from_load: 'token from load',
  token_from_compute: 'token from compute',
  token_from_store: 'token from store',
  place_in_load_queue: "place in load's queue",
  place_in_compute_queue: "place in compute's queue",
  place_in_store_queue: "place in store's queue",
  latency: 'memory: latency',
  behind_fetch: 'memory: behind fetch',
  behind_uop: 'memory: behind uop',
  behind_inp: 'memory: behind inp',
  behind_wgt: 'memory: behind wgt',
  behind_acc: 'memory: behind acc',
  instruction: 'next instruction not yet fetched',
  idle: 'nothing left to do',
}

function reasonList(by: CyclesByReason): string {
  const told = reasons.filter((reason) => by[reason] !== undefined)
  const largest = told.toSorted((a, b) => (by[b] ?? 0) - (by[a] ?? 0))
  return largest.map((reason) => `${words[reason]} ${count(by[reason] ?? 0)}`).join(', ')
}

function gapText({ lower_bound, gap, cycles, gap_by_cause: { resource, stages } }: Explanation): string {
  const work = resource === 'reads' ? 'data read' : resource === 'compute' ? 'iterations' : 'stores'
  const names = {
    before: `before the first ${work}`,
    work,
    between: 'between',
    after: `after the last ${work}`,
  }
  const rows = stages.map(({ stage, bound, program }) => [
    names[stage],
    count(bound),
    count(program),
    signed(program - bound),
  ])
  const total = ['all', count(lower_bound), count(cycles), signed(cycles - lower_bound)]
  const parts = stages.flatMap((stage) => stage.parts)
  const between = stages.map(({ by_reason }) => reasonList(by_reason)).join('')
  return [
    `no program takes less than ${count(lower_bound)} cycles: this one takes ${(100 * gap).toFixed(2)}% more`,
    table(['', 'at least', 'here', 'more'], [...rows, total]),
    `at least   ${parts.map(({ name, cycles: least }) => `${name} ${count(least)}`).join(', ')}`,
    `between    ${between || 'nothing'}`,
    '',
  ].join('\n')
}

const signed = (cycles: number): string => (cycles > 0 ? `+${count(cycles)}` : count(cycles))

/** A row of the table of modules; zeros are left blank. */
const row = (name: string, cyclesOf: (unit: Unit) => number): string[] =>
  [name].concat(units.map((unit) => (cyclesOf(unit) === 0 ? '' : count(cyclesOf(unit)))))

function modulesTable({ modules }: Explanation): string {
  const names = {
    busy: 'busy',
    waiting_for_token: 'waiting for token',
    waiting_for_memory: 'waiting for memory',
    idle: 'idle',
  }
  const shown = reasons.filter(
    (reason) =>
      reason !== 'busy' && reason !== 'idle' && units.some((unit) => modules[unit].by_reason[reason]),
  )
  return table(
    ['', ...units],
    [
      ...categories.map((category) => row(names[category], (unit) => modules[unit][category])),
      ...shown.map((reason) => row(`  ${words[reason]}`, (unit) => modules[unit].by_reason[reason] ?? 0)),
    ],
  )
}

function memoryLine({ memory, modules }: Explanation): string {
  const { idle, ...sent } = memory
  const beats = Object.entries(sent).filter(([, cycles]) => cycles > 0)
  const work = units.flatMap((unit) => modules[unit].work)
  return [
    `busy with  ${work.map(({ name, instructions, busy }) => `${instructions} ${name} ${count(busy)}`).join(', ')}`,
    `memory     ${beats.map(([who, cycles]) => `${who} ${count(cycles)}`).join(', ')}, silent ${count(idle)}`,
    '',
  ].join('\n')
}

function phaseLine({ units: taking, turns, from, to, cycles, parts }: Phase): string {
  const who = turns > 1 ? `${taking.join(', ')} in ${count(turns)} turns` : taking.join()
  return `  ${count(from)} to ${count(to)}  ${who}  ${count(cycles)}: ${parts.map(partText).join('; ')}`
}

function partText({ name, steps, cycles, waiting }: PhasePart): string {
  const waits = reasonList(waiting)
  const what = steps > 1 ? `${count(steps)} ${name}` : name
  return `${what} ${count(cycles)}${waits === '' ? '' : ` (${waits})`}`
}

const valueText = (value: Neighbour['value']): string =>
  Array.isArray(value) ? value.join(',') : String(value)

function neighboursText(neighbours: readonly Neighbour[]): string {
  const rows = new Map<string, string[]>()
  for (const { knob, value, cycles, difference, same_program } of neighbours) {
    if (cycles === null || difference === null || same_program) continue
    const known = rows.get(`${knob} ${cycles}`)
    if (known) known[1] += ` or ${valueText(value)}`
    else rows.set(`${knob} ${cycles}`, [knob, valueText(value), count(cycles), signed(difference)])
  }
  const same = neighbours.filter(({ same_program }) => same_program)
  const none = neighbours.filter(({ cycles }) => cycles === null)
  return [
    table(['knob', 'value', 'cycles', 'difference'], [...rows.values()]),
    `the same program: ${same.map(({ knob, value }) => `${knob} ${valueText(value)}`).join(', ') || 'none'}`,
    ...none.map(({ knob, value, detail }) => `${knob} ${valueText(value)}: ${detail ?? ''}`),
    '',
  ].join('\n')
}

function robustnessText({ robustness }: Explanation): string {
  const { delays, schedules, order_holds, fastest } = robustness
  const verdict = order_holds
    ? 'the order holds'
    : `the order changes; the fastest are ${[...new Set(fastest)].join(', ')}`
  return [
    `with a memory that takes longer to start, ${verdict}`,
    table(
      ['start-up delay', ...delays.map(String)],
      schedules.map(({ name, cycles }) => [name].concat(cycles.map(count))),
    ),
  ].join('\n')
}
