import type { KCut, KCuts } from './fluid-bound.js'
import { firstSequences, lastSequences, middleSequences } from './sequences.js'

/** One way to cut k, with what the fluid bound wants to know of it. */
export interface Cut {
  /** Sizes of the chunks, in blocks. */
  readonly sequence: readonly number[]
  readonly known: KCut
}

/** The ways to cut k for the first, the middle and the last tile of C. */
export interface CutChoices {
  readonly first: readonly Cut[]
  readonly middle: readonly Cut[]
  readonly last: readonly Cut[]
}

const asCut = (sequence: readonly number[]): Cut => ({
  sequence,
  known: {
    chunks: sequence.length,
    mostChunks: sequence.length,
    first: sequence[0],
    last: sequence[sequence.length - 1],
  },
})

/** @param extent blocks of k. */
export const cutChoices = (extent: number): CutChoices => ({
  first: firstSequences(extent).map(asCut),
  middle: middleSequences(extent).map(asCut),
  last: lastSequences(extent).map(asCut),
})

/** With more tiles than this, the first and the last are a small part, and fewer ways to cut them are tried. */
const manyTiles = 24
const fewCuts = 12

/** Choices that make a difference: with one tile it is the first, with two there is none in the middle. */
export function choicesFor({ first, middle, last }: CutChoices, tiles: number): CutChoices {
  if (tiles > manyTiles) return { first: thinned(first), middle, last: thinned(last) }
  return { first, middle: tiles > 2 ? middle : middle.slice(0, 1), last: tiles > 1 ? last : last.slice(0, 1) }
}

/** Schedules of a region with these choices: each with two places for the micro-ops. */
export const schedulesWith = ({ first, middle, last }: CutChoices): number =>
  2 * first.length * middle.length * last.length

/** A few of the cuts, evenly. */
const thinned = (cuts: readonly Cut[]): readonly Cut[] => {
  const step = Math.ceil(cuts.length / fewCuts)
  return cuts.filter((_, i) => i % step === 0)
}

/** Less than any of these ways to cut k costs. */
const least = (cuts: readonly Cut[]): KCut => ({
  chunks: 1,
  mostChunks: Math.max(...cuts.map(({ known }) => known.chunks)),
  first: 1,
  last: 1,
})

/** Less than any choice costs. */
export const leastCuts = ({ first, middle, last }: CutChoices): KCuts => ({
  first: least(first),
  middle: least(middle),
  last: least(last),
})

/** The most chunks that any choice cuts k into. */
export const mostChunksOf = (choices: CutChoices): number => {
  const { first, middle, last } = leastCuts(choices)
  return Math.max(first.mostChunks, middle.mostChunks, last.mostChunks)
}
