import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import type { Cut } from '../certified/region-cuts.js'
import { groupings } from '../certified/sequences.js'
import { spaceName } from '../certified/space-name.js'
import { scheduleFeatures } from '../features.js'
import { atOnce } from '../in-steps.js'
import { isOrdered, type Knob, type Space } from '../space.js'
import type { AxisSequences } from './axis-sequences.js'
import { Cells } from './cells.js'
import { SequenceDigits } from './digits.js'

/** Every schedule that the certified strategy settles, numbered. */
export const sequenceSpace = (workload: Workload, hardware: Hardware): Space =>
  atOnce(sequenceSpaceInSteps(workload, hardware))

/** The same, made in steps: it takes up to a tenth of a second. */
export function* sequenceSpaceInSteps(workload: Workload, hardware: Hardware): Generator<undefined, Space> {
  const cells = yield* Cells.inSteps(workload, hardware)
  const numbers = new SequenceDigits(cells)
  const knobs = knobsOf(cells)
  const at = (index: number) => numbers.at(index)
  return {
    name: spaceName,
    knobs,
    size: cells.size,
    radices: knobs.map(({ values }) => values.length),
    ordered: knobs.map(isOrdered),
    tiles: knobs.map(() => false),
    features: scheduleFeatures(workload, hardware, at),
    digits: (index, into) => numbers.digits(index, into),
    indexOf: (digits) => numbers.indexOf(digits),
    at,
    nearest: (schedule) => numbers.nearest(schedule),
  }
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

function axisKnobs(name: 'm' | 'n', unit: string, { classes, lengths }: AxisSequences): readonly Knob[] {
  const firsts = Math.max(...lengths.map(({ count }) => count))
  const rests = Math.max(...classes.map(({ sequences }) => sequences.length))
  return [
    {
      name: `${name}_chunks`,
      meaning: `how many chunks ${name} is cut into, in ${unit}`,
      values: lengths.map(({ chunks }) => chunks),
    },
    {
      name: `${name}_first`,
      meaning: 'its first and largest chunk: a number among those that so many chunks can have, ascending',
      values: upTo(firsts),
    },
    {
      name: `${name}_rest`,
      meaning: 'the chunks behind it: a number among those that fit',
      values: upTo(rests),
    },
  ]
}

const cutKnob = (name: string, meaning: string, cuts: readonly Cut[]): Knob => ({
  name,
  meaning,
  values: cuts.map(({ sequence }) => sequence),
})

/** One a digit, in their order. */
function knobsOf(cells: Cells): readonly Knob[] {
  const { block } = cells.hardware
  const { first, middle, last } = cells.choices
  const groups = Math.max(...upTo(30).map((tiles) => groupings(tiles + 1).length))
  return [
    ...axisKnobs('m', 'rows', cells.m),
    ...axisKnobs('n', `blocks of ${block} output channels`, cells.n),
    { name: 'structure', meaning: 'loop order, how A comes, when tiles are reset', values: cells.structures },
    {
      name: 'groups',
      meaning: 'which tiles share ALU passes: a number among the ways to',
      values: upTo(groups),
    },
    cutKnob('first_k', `chunks of k for the first tile of C, in blocks of ${block} input channels`, first),
    cutKnob('tile_k', 'chunks of k for the tiles between', middle),
    cutKnob('last_k', 'chunks of k for the last tile', last),
    { name: 'uop_at', meaning: 'when the micro-ops are loaded', values: ['first', 'after_copy'] },
  ]
}
