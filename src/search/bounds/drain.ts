import { afterCompute, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'

/** What must be finished and stored, and what it costs to do so piece by piece. */
export interface Draining {
  readonly outputs: number
  /** ALU instructions (GEMMs where no pass is needed) that are counted elsewhere and may lie between two pieces. */
  readonly counted: number
  /** STOREs that are counted elsewhere. */
  readonly stores: number
  /** Cycles of other instructions that may run between two pieces and are counted elsewhere. */
  readonly free: number
  /** Whether a GEMM that is counted elsewhere may make the products of a later piece. */
  readonly gemms: boolean
  /** Beats of fetch that an instruction more costs before anything starts. */
  readonly beats: number
  /** Cuts after which what was not looked at is bounded. */
  readonly mostCuts: number
}

/** Cycles above which the search for the best cut gives way to a bound of it. */
const searchable = 250

/** Gaps that are tried before a cut is held to go on like that. */
const mostGaps = 4096

/**
 * The least number of cycles between the end of compute's necessary work and FINISH (docs/bounds.md, "Draining").
 * Either the last outputs are stored all together after it, or they are finished and stored in pieces; then each piece
 * but one costs instructions of its own, and no piece can be much larger than what follows it, because the store must
 * have caught up.
 */
export function drainCycles(demand: Demand, costs: Costs, draining: Draining): number {
  const pieces = new Pieces(demand, costs, draining)
  const least = pieces.atLeast()
  if (least > searchable) return least
  for (let gap = 1; gap <= pieces.mostInGap; gap++) pieces.repeat(gap)
  if (pieces.best > searchable) return least
  for (let slack = pieces.lastStore; slack < pieces.best; slack++) {
    pieces.search(slack)
    // What has less slack was looked at.
    if (pieces.cuts > draining.mostCuts) return Math.max(least, Math.min(slack, pieces.best))
  }
  return pieces.best
}

/** Cuts of the end into pieces, built from the last piece to the first. */
class Pieces {
  /** Cycles after compute that the last piece takes when it is one output. */
  readonly lastStore: number
  /** The least cycles of the cuts tried so far. */
  best: number
  /** Instructions in a gap that make all kinds of work possible in it: a pass of each kind, and a GEMM. */
  readonly mostInGap: number
  /** Cuts that were looked at. */
  cuts = 0
  /** Outputs stored after each piece's last pass, last piece first; ALU instructions between it and the one before. */
  private readonly left: number[] = []
  private readonly gaps: number[] = []
  private instructions = 0

  constructor(
    private readonly demand: Demand,
    private readonly costs: Costs,
    private readonly draining: Draining,
  ) {
    this.lastStore = afterCompute + costs.store(1)
    this.best = afterCompute + costs.store(draining.outputs)
    this.mostInGap = Math.max(1, demand.passes + Number(!draining.gemms && demand.passes > 0))
  }

  /** Tries all cuts with `slack` cycles from the end of compute to FINISH. */
  search(slack: number): void {
    if (++this.cuts > this.draining.mostCuts || this.cycles(slack) >= this.best) return
    const stored = this.stored(slack, this.work())
    if (stored >= this.draining.outputs) {
      this.best = this.cycles(slack)
      return
    }
    if (!this.canReach(slack, stored)) return
    this.left.push(stored)
    for (let gap = 1; gap <= this.mostInGap; gap++) {
      this.push(gap)
      this.search(slack)
      this.pop()
    }
    this.left.pop()
  }

  /** Tries the cuts whose gaps are all of `gap` instructions, for some values of slack. */
  repeat(gap: number): void {
    for (let slack = this.lastStore; slack < this.best; slack = Math.ceil(slack * 1.1)) {
      let before = -1
      while (this.cycles(slack) < this.best && this.gaps.length < mostGaps) {
        const stored = this.stored(slack, this.work())
        if (stored >= this.draining.outputs) this.best = this.cycles(slack)
        if (stored <= before) break
        before = stored
        this.left.push(stored)
        this.push(gap)
      }
      while (this.gaps.length > 0) this.pop()
      this.left.length = 0
    }
  }

  /**
   * A bound of what the search would find: as if one instruction a piece were enough to leave all of its work between
   * two pieces.
   */
  atLeast(): number {
    const { counted } = this.draining
    let low = this.lastStore
    let high = this.best
    while (low < high) {
      const cycles = Math.floor((low + high) / 2)
      const steps = 1 + counted + Math.floor((cycles - this.lastStore) / instructionOverhead)
      if (this.grown(cycles + instructionOverhead * counted, 0, steps)) high = cycles
      else low = cycles + 1
    }
    return low
  }

  /** Whether a cut that begins so can be better than the best; false only if it cannot. */
  private canReach(slack: number, stored: number): boolean {
    const { counted, stores, beats } = this.draining
    const left = this.best - 1 - this.cycles(slack)
    const rest = Math.max(0, counted - this.instructions)
    const instructions = rest + Math.floor(left / (instructionOverhead + beats))
    // A gap has an instruction of compute and a STORE, some of which are counted.
    const steps = rest + stores + Math.floor(left / (instructionOverhead + 2 * beats))
    const most = slack + instructionOverhead * (this.instructions + instructions)
    return this.grown(most, stored, Math.min(steps, instructions))
  }

  /** Whether pieces can grow, as in `atLeast`, from `stored` outputs to all of them in so many steps. */
  private grown(cycles: number, stored: number, steps: number): boolean {
    const { demand, draining, costs } = this
    const work = demand.kBlocks + 1 + demand.passes
    let outputs = stored
    for (let step = 0; step < steps && outputs < draining.outputs; step++) {
      if (step === mostGaps) return true
      const next = costs.stored(cycles - afterCompute + draining.free + work * outputs)
      if (next <= outputs) return false
      outputs = next
    }
    return outputs >= draining.outputs
  }

  private push(gap: number): void {
    this.gaps.push(gap)
    this.instructions += gap
  }

  private pop(): void {
    this.instructions -= this.gaps.pop() ?? 0
  }

  /** What the cut costs: the last store, and instructions that are not counted elsewhere. */
  private cycles(slack: number): number {
    const { counted, stores, beats } = this.draining
    const more = Math.max(0, this.instructions - counted)
    const moreStores = Math.max(0, 1 + this.gaps.length - stores)
    return slack + instructionOverhead * more + beats * (more + moreStores)
  }

  /** Outputs that can be stored from the end of the next piece's compute on. */
  private stored(slack: number, work: number): number {
    const free = this.gaps.length === 0 ? 0 : this.draining.free
    return this.costs.stored(slack - afterCompute + instructionOverhead * this.instructions + work + free)
  }

  /**
   * The most work that can be left of the outputs of later pieces when a piece is done. An output that is finished in
   * a gap can have d operations before its last one only where d + 1 instructions have room from here to there.
   */
  private work(): number {
    const { kBlocks, passes } = this.demand
    const forProducts = passes + Number(!this.draining.gemms && passes > 0)
    let sum = 0
    let instructions = 0
    let counted = 0
    for (let i = this.gaps.length - 1; i >= 0; i--) {
      instructions += this.gaps[i]
      for (; counted < passes && counted < instructions; counted++) sum += this.left[i]
      if (instructions >= forProducts) return sum + (kBlocks + 1) * this.left[i]
    }
    return sum
  }
}
