import type { Costs } from './costs.js'
import type { Demand } from './demand.js'
import { EpochSearch, exact, type Grain } from './epochs.js'
import { Heap } from './heap.js'
import type { LowerBound } from './parts.js'
import { partsOf } from './parts-of.js'
import { ProgramForm, type Form } from './program-form.js'
import { Walk } from './walk.js'

/** Programs of a form that take from `low` to `high` cycles besides those of instructions. */
interface Part {
  readonly search: EpochSearch
  readonly low: number
  readonly high: number
  /** How closely it is looked at: an index of `grains`. */
  readonly level: number
  /** What they take at least. */
  readonly cycles: number
  /** The search for the least of them, once it was begun. */
  readonly walk: Walk | null
}

/** A way to look at a part. */
interface Look {
  /** What a search tells apart; null: what is sure without one. */
  readonly grain: Grain | null
  /** A part is narrow enough for this when its ends differ by no more than this share of the cycles. */
  readonly precision: number
}

const finest = 1 / 1024

/** From the quickest to the most exact. */
const looks: readonly Look[] = [
  { grain: null, precision: 1 / 64 },
  { grain: { beats: 6, outputs: 4 }, precision: 1 / 128 },
  { grain: { beats: 8, outputs: 7 }, precision: 1 / 512 },
  { grain: exact, precision: finest },
]

/** Beginnings of programs that all walks look at before the least part is the bound as it stands. */
const mostLooked = 25_000

/** The same before the least part is given up where it is not above what is known. */
const mostHopeless = 15_000

/** Beginnings that one walk looks at before its part is cut. */
const mostLabels = 4000

/** Until so many were looked at, parts are cut until nothing is left to cut. */
const quick = 10_000

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
  const searches = Array.from(forms(), (form) => new EpochSearch(new ProgramForm(demand, costs, form), known))
  for (const search of searches) {
    const { form, mostCycles } = search
    const cuts = firstCuts.map((cut) => form.loadCycles + cut)
    const ends = [...cuts.filter((cut) => cut > 0 && cut < mostCycles), mostCycles]
    ends.forEach((high, i) => parts.push(unknown(search, i === 0 ? 0 : ends[i - 1] + 1, high, 0, 0)))
  }
  // No part need be looked at above programs that are known.
  let limit = Infinity
  let looked = 0
  for (;;) {
    const part = parts.pop()
    if (!part) throw new Error('no form of program is possible')
    const { search, low, high, level } = part
    const { grain, precision } = looks[level]
    const next = parts.peek()?.cycles ?? Infinity
    const walk = part.walk ?? (grain && new Walk(search, low, high, grain))
    const before = walk?.looked ?? 0
    const found = walk ? walk.least(next, limit, mostLabels) : search.label(search.start, low, high)
    looked += (walk?.looked ?? 0) - before
    if (!found) continue
    // It takes no more than this where its other cycles are the most.
    if (found.whole && grain === exact) limit = Math.min(limit, found.cycles + high - low + 1)
    if (found.cycles > Math.max(part.cycles, next)) {
      parts.push({ ...part, cycles: found.cycles, walk })
      continue
    }
    const cycles = Math.max(part.cycles, found.cycles)
    // What was not looked at to the end is cut as long as that may help.
    const cutOff = grain !== null && !found.whole
    const share = cutOff ? finest : looked < quick && grain === exact ? 0 : precision
    const isNarrow = high - low <= cycles * share
    if ((isNarrow && (cutOff || grain === exact)) || looked >= mostLooked)
      return cycles > known ? partsOf(search.form, { ...found, cycles }) : null
    if (cycles <= known && looked >= mostHopeless) return null
    if (isNarrow) {
      parts.push(unknown(search, low, high, level + 1, cycles))
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
  walk: null,
})
