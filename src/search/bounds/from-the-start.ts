import type { Costs } from './costs.js'
import type { Demand } from './demand.js'
import { EpochSearch, exact, type Found, type Grain } from './epochs.js'
import { Heap } from './heap.js'
import type { LowerBound } from './parts.js'
import { partsOf } from './parts-of.js'
import { ProgramForm, type Form } from './program-form.js'

/** Programs of a form that take from `low` to `high` cycles besides those of instructions. */
interface Part {
  readonly search: EpochSearch
  readonly low: number
  readonly high: number
  /** How closely it is looked at: an index of `grains`. */
  readonly level: number
  /** What they take at least. */
  readonly cycles: number
  /** The least of them, once it was looked for. */
  readonly found: Found | null
}

/** Ways to look at a part. */
interface Look {
  readonly grain: Grain
  /** A part is narrow enough for this when its ends differ by no more than this share of the cycles. */
  readonly precision: number
}

/** From the roughest, which is the quickest. */
const looks: readonly Look[] = [
  { grain: { beats: 6, outputs: 5 }, precision: 1 / 256 },
  { grain: { beats: 8, outputs: 7 }, precision: 1 / 512 },
  { grain: exact, precision: 1 / 1024 },
]

/** Beginnings of programs that all searches look at before the least part is the bound as it stands. */
const mostLooked = 40_000

/** Beginnings that one search looks at before it takes what it has for a bound. */
const mostLabels = 3500

/** Until so many were looked at, parts are cut until nothing is left to cut. */
const quick = 10_000

/** A part of this width in which a search looked at all it may, and found too little, will not do better in halves. */
const hopeless = 256

/** Parts that one is cut into. */
const ways = 3

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
  const searches = Array.from(forms(), (form) => new EpochSearch(new ProgramForm(demand, costs, form)))
  for (const search of searches) {
    const { form, mostCycles } = search
    const cuts = firstCuts.map((cut) => form.loadCycles + cut)
    const ends = [...cuts.filter((cut) => cut > 0 && cut < mostCycles), mostCycles]
    ends.forEach((high, i) => parts.push(unknown(search, i === 0 ? 0 : ends[i - 1] + 1, high, 0, 0)))
  }
  // No part need be looked at above programs that are known: first those of one form with one number of other cycles.
  const [first] = searches
  const { loadCycles } = first.form
  const some = first.least(loadCycles, loadCycles, Infinity, mostLabels)
  let limit = some?.whole ? some.cycles + 1 : Infinity
  for (;;) {
    const part = parts.pop()
    if (!part) throw new Error('no form of program is possible')
    const { search, low, high, level, cycles, found } = part
    const look = looks[level]
    if (!found) {
      const least = search.least(low, high, limit, mostLabels, look.grain)
      if (!least) continue
      // It takes no more than this where its other cycles are the most.
      if (least.whole && look.grain === exact) limit = Math.min(limit, least.cycles + high - low + 1)
      parts.push({ ...part, cycles: Math.max(cycles, least.cycles), found: least })
      continue
    }
    const looked = searches.reduce((sum, one) => sum + one.looked, 0)
    if (looked >= mostLooked) return cycles > known ? partsOf(search.form, { ...found, cycles }) : null
    const isNarrow = high - low <= (looked < quick ? 0 : cycles * look.precision)
    if (isNarrow && (level === looks.length - 1 || !found.whole))
      return cycles > known ? partsOf(search.form, { ...found, cycles }) : null
    // The least part will not come out above what is known for what may still be looked at.
    if (cycles <= known && !found.whole && high - low <= hopeless) return null
    if (isNarrow) {
      parts.push({ ...part, level: level + 1, found: null })
      continue
    }
    const width = Math.ceil((high - low + 1) / ways)
    for (let from = low; from <= high; from += width) {
      parts.push(unknown(search, from, Math.min(high, from + width - 1), level, cycles))
    }
  }
}

/** A part that is yet to be looked at. */
const unknown = (search: EpochSearch, low: number, high: number, level: number, cycles: number): Part => ({
  search,
  low,
  high,
  level,
  cycles: Math.max(cycles, search.leastCycles(low)),
  found: null,
})
