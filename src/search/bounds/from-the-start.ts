import type { Costs } from './costs.js'
import type { Demand } from './demand.js'
import { EpochSearch, type Found } from './epochs.js'
import { Heap } from './heap.js'
import type { LowerBound } from './parts.js'
import { partsOf } from './parts-of.js'
import { ProgramForm, type Form } from './program-form.js'

/** The searches of a form of program: quickly, with all kinds of passes done by one instruction, and with one each. */
interface Searches {
  readonly together: EpochSearch
  readonly apart: EpochSearch
}

/** Programs of a form that take from `low` to `high` cycles besides those of instructions. */
interface Part {
  readonly searches: Searches
  readonly low: number
  readonly high: number
  /** What they take at least. */
  readonly cycles: number
  /** The least of them, once it was looked for, and the search that found it. */
  readonly found: Found | null
  readonly by: keyof Searches
}

/** A part is narrow enough when its ends differ by no more than this share of the cycles. */
const precision = 1 / 1024

/** Beginnings of programs that all searches look at before the least part is the bound as it stands. */
const mostLooked = 80_000

/** A part of this width in which a search looked at all it may, and found too little, will not do better in halves. */
const hopeless = 256

/** Where parts are cut first, seen from the cycles that the loads take alone: the best programs are near. */
const firstCuts = [-1024, -256, -64, 0, 64, 256, 1024]

function* forms(): Iterable<Form> {
  for (const storedOnce of [false, true]) {
    for (const wrapped of [false, true]) yield { storedOnce, wrapped }
  }
}

/**
 * A program takes cycles for instructions and others. Where the others are known, the search over epochs finds the
 * fewest instructions; what is not known exactly is bounded by both ends of a part, and the least part is cut until it
 * is narrow (docs/bounds.md, "From the start"). Null when what comes out is not above `known` cycles.
 */
export function leastFromTheStart(demand: Demand, costs: Costs, known: number): LowerBound | null {
  const parts = new Heap<Part>((a, b) => a.cycles - b.cycles)
  const all = Array.from(forms(), (form) => searchesOf(new ProgramForm(demand, costs, form)))
  for (const searches of all) {
    const { form, mostCycles } = searches.together
    const cuts = firstCuts.map((cut) => form.loadCycles + cut)
    const ends = [...cuts.filter((cut) => cut > 0 && cut < mostCycles), mostCycles]
    ends.forEach((high, i) => parts.push(unknown(searches, i === 0 ? 0 : ends[i - 1] + 1, high, 0)))
  }
  // Programs of one form with one number of other cycles: no part need be looked at above the least of them.
  const first = all[0].together
  const some = first.least(first.form.loadCycles, first.form.loadCycles, Infinity)
  const limit = some?.whole ? some.cycles + 1 : Infinity
  for (;;) {
    const part = parts.pop()
    if (!part) throw new Error('no form of program is possible')
    const { searches, low, high, cycles, found, by } = part
    if (!found) {
      const least = searches.together.least(low, high, limit)
      if (least) parts.push({ ...part, cycles: Math.max(cycles, least.cycles), found: least })
      continue
    }
    const isOver =
      all.reduce((sum, { together, apart }) => sum + together.looked + apart.looked, 0) >= mostLooked
    const isNarrow = high - low <= cycles * precision
    if (isNarrow && !isOver && by === 'together' && demand.passes > 1) {
      const least = searches.apart.least(low, high, Infinity)
      parts.push({
        ...part,
        cycles: Math.max(cycles, least?.cycles ?? 0),
        found: least ?? found,
        by: 'apart',
      })
    } else if (isNarrow || isOver) {
      return cycles > known ? partsOf(searches.together.form, { ...found, cycles }) : null
    } else if (cycles <= known && high - low <= (found.whole ? 0 : hopeless)) {
      // The least part will not come out above what is known for what may still be looked at.
      return null
    } else {
      const middle = Math.floor((low + high) / 2)
      parts.push(unknown(searches, low, middle, cycles))
      parts.push(unknown(searches, middle + 1, high, cycles))
    }
  }
}

const searchesOf = (form: ProgramForm): Searches => ({
  together: new EpochSearch(form, false),
  apart: new EpochSearch(form, true),
})

/** A part that is yet to be looked at. */
const unknown = (searches: Searches, low: number, high: number, cycles: number): Part => ({
  searches,
  low,
  high,
  cycles: Math.max(cycles, searches.together.leastCycles(low)),
  found: null,
  by: 'together',
})
