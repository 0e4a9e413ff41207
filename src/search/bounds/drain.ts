import { afterCompute, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'

/** What the end of a program costs besides cycles. */
export interface Draining {
  /** STOREs that are counted elsewhere. */
  readonly stores: number
  /** Beats of fetch that an instruction more costs before anything starts. */
  readonly beats: number
}

/** The end of a program, from some piece on. */
interface End {
  /** Outputs that are finished after at least 1, 2, ... instructions of passes from here on. */
  readonly after: readonly number[]
  /** Outputs that a GEMM from here on may have made, with all kinds of passes behind it. */
  readonly made: number
}

/** Ends that cost the same and take as long besides iterations, none of which has less of everything than another. */
interface Ends {
  readonly cycles: number
  /** STOREs of those that are counted elsewhere which are left. */
  readonly stores: number
  readonly kept: End[]
}

/** Ends that are looked at before what they come to is bounded. */
const mostLooked = 60_000

/** Gaps that are followed before a cut is held to go on like that. */
const mostGaps = 4096

/**
 * The least number of cycles between the end of compute's necessary work and FINISH (docs/bounds.md, "Draining").
 * Either the last outputs are stored all together after it, or they are finished and stored in pieces; then each piece
 * but one costs instructions of its own, and no piece can be much larger than what follows it, because the store must
 * have caught up. All ends of programs are built, from the last piece to the first and from the cheapest on, as far as
 * they are asked for.
 */
export class Drain {
  /** What an instruction of compute more costs. */
  readonly price: number
  /** By what they cost: the most outputs that are finished and stored in an end. */
  private readonly most: number[] = []
  /** Ends that were not looked at yet, by what they cost. */
  private readonly ends: (Map<number, Ends> | undefined)[] = []
  private looked = 0
  private readonly kinds: number

  constructor(
    private readonly demand: Demand,
    private readonly costs: Costs,
    private readonly draining: Draining,
  ) {
    this.price = instructionOverhead + draining.beats
    this.kinds = Math.max(1, demand.passes)
  }

  /** Cycles to finish and store so many outputs, when no instruction between the pieces is counted elsewhere. */
  cycles(outputs: number): number {
    const { most } = this
    const together = afterCompute + this.costs.store(outputs)
    while (this.mostSoFar < outputs && most.length < together && this.looked <= mostLooked) {
      most.push(Math.max(this.mostSoFar, this.mostAt(most.length)))
    }
    if (this.mostSoFar < outputs) return Math.min(together, Math.max(most.length, this.atLeast(outputs)))
    let low = 0
    let high = most.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (most[middle] >= outputs) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The same when so many instructions that may lie between the pieces are. */
  cyclesWith(outputs: number, counted: number): number {
    return Math.max(afterCompute + this.costs.store(1), this.cycles(outputs) - this.price * counted)
  }

  private get mostSoFar(): number {
    return this.most.at(-1) ?? 0
  }

  /** The most outputs in an end that costs so much. */
  private mostAt(cost: number): number {
    const { ends, demand, draining } = this
    const nothing = { after: Array.from({ length: this.kinds }, () => 0), made: 0 }
    let most = 0
    const look = (some: Omit<Ends, 'kept'>, end: End): void => {
      this.looked++
      const stored = this.stored(some.cycles, end)
      most = Math.max(most, stored)
      // A piece that adds nothing is no border: its instructions lie between the two beside it as well.
      if (stored < demand.outputs && stored > end.after[0]) this.extend(cost, some, end, stored)
    }
    look({ cycles: cost, stores: draining.stores - 1 }, nothing)
    for (const some of ends[cost]?.values() ?? []) for (const end of some.kept) look(some, end)
    ends[cost] = undefined
    return most
  }

  /** Adds an end with another piece before it, for each number of passes and GEMMs between the two. */
  private extend(cost: number, { cycles, stores }: Omit<Ends, 'kept'>, end: End, stored: number): void {
    const { kinds, price, draining } = this
    const piece = stores > 0 ? 0 : draining.beats
    for (let passes = 1; passes <= kinds; passes++) {
      const after = end.after.map((_, i) => (i < passes ? stored : end.after[i - passes]))
      // A GEMM before the passes, which all kinds of passes must follow.
      const made = this.demand.passes > 0 ? after[kinds - 1] : 0
      for (let gemms = 0; gemms <= Number(made > end.made); gemms++) {
        const longer = { after, made: gemms > 0 ? made : end.made }
        const count = passes + gemms
        this.keep(
          cost + price * count + piece,
          cycles + instructionOverhead * count,
          Math.max(0, stores - 1),
          longer,
        )
      }
    }
  }

  private keep(cost: number, cycles: number, stores: number, end: End): void {
    const groups = (this.ends[cost] ??= new Map<number, Ends>())
    const key = 2 * cycles + stores
    const group = groups.get(key)
    if (!group) {
      groups.set(key, { cycles, stores, kept: [end] })
      return
    }
    const { kept } = group
    for (let i = 0; i < kept.length; i++) if (isNoLess(kept[i], end)) return
    let left = 0
    for (const other of kept) if (!isNoLess(end, other)) kept[left++] = other
    kept.length = left
    kept.push(end)
  }

  /**
   * Outputs that can be stored from the end of the next piece's compute on. An output that is finished in a gap can
   * have d passes before its last one only where d + 1 instructions have room from here to there, and products only
   * where a GEMM has, and all kinds of passes behind it.
   */
  private stored(cycles: number, { after, made }: End): number {
    const { demand, costs } = this
    const { kBlocks, passes, nBlocks, initCycles, outputs } = demand
    const products = passes === 0 ? after[0] : made
    // A bias is loaded into one sum of a column, which takes longer.
    const loaded = Math.min(1, products / nBlocks) * (initCycles - outputs)
    let work = (kBlocks + 1) * products + Math.ceil(loaded)
    for (let i = 0; i < passes; i++) work += after[i]
    return costs.stored(cycles - afterCompute + work)
  }

  /** A bound of the cycles: as if one instruction a piece were enough to leave all of its work between two pieces. */
  private atLeast(outputs: number): number {
    const { costs } = this
    const least = afterCompute + costs.store(1)
    let low = least
    let high = afterCompute + costs.store(outputs)
    while (low < high) {
      const cycles = Math.floor((low + high) / 2)
      if (this.grown(cycles, outputs, 1 + Math.floor((cycles - least) / instructionOverhead))) high = cycles
      else low = cycles + 1
    }
    return low
  }

  /** Whether pieces can grow, as in `atLeast`, to so many outputs in so many steps. */
  private grown(cycles: number, outputs: number, steps: number): boolean {
    const { demand, costs } = this
    const work = demand.kBlocks + 1 + demand.passes
    let stored = 0
    for (let step = 0; step < steps && stored < outputs; step++) {
      if (step === mostGaps) return true
      const next = costs.stored(cycles - afterCompute + work * stored)
      if (next <= stored) return false
      stored = next
    }
    return stored >= outputs
  }
}

/** Whether an end has no less of anything than another. */
function isNoLess(one: End, other: End): boolean {
  if (one.made < other.made) return false
  for (let i = 0; i < one.after.length; i++) if (one.after[i] < other.after[i]) return false
  return true
}
