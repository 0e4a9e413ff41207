import type { Range } from './bridged-gaps.js'
import { ComputeBound } from './compute-bound.js'
import type { Costs } from './costs.js'
import type { Demand } from './demand.js'
import { Heap } from './heap.js'
import { LoadBound, mostEpochs, type Built } from './load-bound.js'
import { largerOf, type LowerBound } from './parts.js'

/** Programs that are bounded together. */
interface Group {
  readonly built: Built
  readonly bound: LowerBound
}

/** Programs whose gaps differ by no more than this share of the cycles are not told apart. */
const precision = 1 / 2048

/** Epochs that are looked at before the least group is the bound as it stands. */
const mostLooked = 300_000

/**
 * The least over the numbers of epochs and bridged gaps of the most that any resource needs for them (docs/bounds.md,
 * "From the end"). More epochs let compute follow the data more closely and leave less to do at the end, but each costs
 * instructions and a gap between loads. The least group of programs is cut until it is narrow. Null when what comes out
 * is not above `known` cycles.
 */
export function leastFromTheEnd(demand: Demand, costs: Costs, known: number): LowerBound | null {
  const loadBound = new LoadBound(demand, costs)
  const computeBound = new ComputeBound(demand, costs)
  const groups = new Heap<Group>((one, other) => one.bound.cycles - other.bound.cycles)
  const boundOf = (built: Built, least: number): LowerBound =>
    largerOf(loadBound.of(built, least), computeBound.of(built.epochs.least))
  const add = (built: Built, least: number): void => groups.push({ built, bound: boundOf(built, least) })
  // Where some programs may be as fast as what is known, no search need be made; and gaps of more than so many epochs
  // take longer than the bound of some.
  let most = Infinity
  for (let epochs = 1; epochs <= mostEpochs; epochs *= 2) {
    const range = { least: epochs, most: epochs }
    const some = { epochs: range, bridged: { least: 0, most: 0 }, once: demand.passes, storedOnce: true }
    const { cycles } = boundOf(some, 0)
    if (cycles <= known) return null
    if (epochs === 1) add(some, 0)
    most = Math.min(most, 2 + Math.ceil(cycles / costs.bridgedGap))
  }
  for (let once = 0; once <= demand.passes; once++) {
    for (const storedOnce of [false, true]) {
      add({ epochs: { least: 2, most }, bridged: { least: 0, most: most - 1 }, once, storedOnce }, 0)
    }
  }
  for (;;) {
    const group = groups.pop()
    if (!group) throw new Error('no form of program is possible')
    const { built, bound } = group
    const differ = costs.gap * (widthOf(built.epochs) + widthOf(built.bridged))
    const isNarrow = differ <= bound.cycles * precision || loadBound.looked >= mostLooked
    if (isNarrow) return bound.cycles > known ? bound : null
    for (const half of halvesOf(built)) add(half, bound.cycles)
  }
}

const widthOf = ({ least, most }: Range): number => most - least

/** A group in two, by the wider of its ranges. */
function* halvesOf(built: Built): Iterable<Built> {
  const { epochs, bridged } = built
  if (widthOf(epochs) < widthOf(bridged)) {
    for (const half of halves(bridged)) yield { ...built, bridged: half }
    return
  }
  for (const half of halves(epochs)) {
    const most = Math.min(bridged.most, half.most - 1)
    if (bridged.least <= most) yield { ...built, epochs: half, bridged: { least: bridged.least, most } }
  }
}

/** A range in two, at its middle in the geometric mean. */
function halves({ least, most }: Range): readonly Range[] {
  const middle = Math.floor(Math.sqrt((least + 1) * (most + 1))) - 1
  return [
    { least, most: middle },
    { least: middle + 1, most },
  ]
}
