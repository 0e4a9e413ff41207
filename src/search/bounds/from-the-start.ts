import type { Costs } from './costs.js'
import type { Demand } from './demand.js'
import { EpochSearch, type Found } from './epochs.js'
import { Heap } from './heap.js'
import type { LowerBound } from './parts.js'
import { partsOf } from './parts-of.js'
import { ProgramForm, type Form } from './program-form.js'

/** Programs of a form that take from `low` to `high` cycles besides those of instructions. */
interface Part {
  readonly search: EpochSearch
  readonly low: number
  readonly high: number
  /** What they take at least. */
  readonly cycles: number
  /** The least of them, once it was looked for. */
  readonly found: Found | null
}

/** A part is narrow enough when its ends differ by no more than this share of the cycles. */
const precision = 1 / 1024

/** Beginnings of programs that all searches look at before the least part is the bound as it stands. */
const mostLooked = 30_000

/** A part of this width in which a search looked at all it may, and found too little, will not do better in halves. */
const hopeless = 256

/** Where parts are cut first, seen from the cycles that the loads take alone: the best programs are near. */
const firstCuts = [-1024, -256, -64, 0, 64, 256, 1024]

function* formsOf({ passes }: Demand): Iterable<Form> {
  for (const storedOnce of [false, true]) {
    for (const wrapped of [false, true]) {
      for (let passedOnce = 0; passedOnce <= passes; passedOnce++) yield { storedOnce, wrapped, passedOnce }
    }
  }
}

/**
 * A program takes cycles for instructions and others. Where the others are known, the search over epochs finds the
 * fewest instructions; what is not known exactly is bounded by both ends of a part, and the least part is cut until it
 * is narrow (docs/bounds.md, "From the start"). Null when what comes out is not above `known` cycles.
 */
export function leastFromTheStart(demand: Demand, costs: Costs, known: number): LowerBound | null {
  const parts = new Heap<Part>((a, b) => a.cycles - b.cycles)
  const searches = Array.from(
    formsOf(demand),
    (form) => new EpochSearch(new ProgramForm(demand, costs, form)),
  )
  for (const search of searches) {
    const cuts = firstCuts.map((cut) => search.form.loadCycles + cut)
    const ends = [...cuts.filter((cut) => cut > 0 && cut < search.mostCycles), search.mostCycles]
    ends.forEach((high, i) => parts.push(unknown(search, i === 0 ? 0 : ends[i - 1] + 1, high, 0)))
  }
  // Programs of one form with one number of other cycles: no part need be looked at above the least of them.
  const near = searches[0].form.loadCycles
  const some = searches[0].least(near, near, Infinity)
  const limit = some?.whole ? some.cycles + 1 : Infinity
  for (;;) {
    const part = parts.pop()
    if (!part) throw new Error('no form of program is possible')
    const { search, low, high, cycles, found } = part
    const looked = searches.reduce((sum, one) => sum + one.looked, 0)
    const isNarrow = high - low <= cycles * precision || looked >= mostLooked
    if (found && cycles > known && isNarrow) return partsOf(search.form, { ...found, cycles })
    // The least part will not come out above what is known, or not for what may still be looked at.
    if (found && cycles <= known && (isNarrow || high - low <= (found.whole ? 0 : hopeless))) return null
    if (found) {
      const middle = Math.floor((low + high) / 2)
      parts.push(unknown(search, low, middle, cycles))
      parts.push(unknown(search, middle + 1, high, cycles))
      continue
    }
    const least = search.least(low, high, limit)
    if (!least) continue
    parts.push({ search, low, high, cycles: Math.max(cycles, least.cycles), found: least })
  }
}

/** A part that is yet to be looked at. */
const unknown = (search: EpochSearch, low: number, high: number, cycles: number): Part => ({
  search,
  low,
  high,
  cycles: Math.max(cycles, search.leastCycles(low)),
  found: null,
})
