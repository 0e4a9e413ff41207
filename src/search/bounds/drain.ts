import { afterCompute, firstBatchBeats, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'

/** What must be finished and stored, and what it costs to do so piece by piece. */
export interface Draining {
  readonly outputs: number
  /** Instructions of the program without any that cut the end into pieces. */
  readonly instructions: number
  /** Cycles of other instructions that may run between two pieces and are counted elsewhere. */
  readonly free: number
}

/** Cycles above which, and cuts after which, the search for the best cut gives way to a bound of it. */
const searchable = 150
const mostCuts = 20_000

/**
 * The least number of cycles between the end of compute's necessary work and FINISH (docs/bounds.md, "Draining").
 * Either the last outputs are stored all together after it, or they are finished and stored in pieces; then each piece
 * but one costs instructions of its own, and no piece can be much larger than what follows it, because the store must
 * have caught up.
 */
export function drainCycles(demand: Demand, costs: Costs, draining: Draining): number {
  const pieces = new Pieces(demand, costs, draining)
  const most = Math.max(1, demand.passes)
  for (let gap = 1; gap <= most; gap++) pieces.repeat(gap)
  if (pieces.best > searchable) return pieces.atLeast()
  for (let slack = pieces.lastStore; slack < pieces.best; slack++) {
    pieces.search(slack)
    if (pieces.cuts > mostCuts) return pieces.atLeast()
  }
  return pieces.best
}

/** Cuts of the end into pieces, built from the last piece to the first. */
class Pieces {
  /** Cycles after compute that the last piece takes when it is one output. */
  readonly lastStore: number
  /** The least cycles of the cuts tried so far. */
  best: number
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
  }

  /** Tries all cuts with `slack` cycles from the end of compute to FINISH. */
  search(slack: number): void {
    if (++this.cuts > mostCuts || this.cycles(slack) >= this.best) return
    const stored = this.stored(slack, this.work())
    if (stored >= this.draining.outputs) {
      this.best = this.cycles(slack)
      return
    }
    if (!this.canReach(slack, stored)) return
    this.left.push(stored)
    for (let gap = 1; gap <= Math.max(1, this.demand.passes); gap++) {
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
      while (this.cycles(slack) < this.best) {
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
    let low = this.lastStore
    let high = this.best
    while (low < high) {
      const cycles = Math.floor((low + high) / 2)
      if (this.grown(cycles, 0, 1 + Math.floor((cycles - this.lastStore) / instructionOverhead)))
        high = cycles
      else low = cycles + 1
    }
    return low
  }

  /** Whether a cut that begins so can be better than the best; false only if it cannot. */
  private canReach(slack: number, stored: number): boolean {
    const left = this.best - 1 - this.cycles(slack)
    const instructions = Math.floor(left / instructionOverhead)
    // More gaps than the first batch has room for cost no more beats.
    const beats = this.fetch(this.gaps.length + instructions) - this.fetch(this.gaps.length)
    const steps = Math.floor(left / (instructionOverhead + (instructions > 0 ? beats / instructions : 0)))
    return this.grown(slack + instructionOverhead * (this.instructions + instructions), stored, steps)
  }

  /** Whether pieces can grow, as in `atLeast`, from `stored` outputs to all of them in so many steps. */
  private grown(cycles: number, stored: number, steps: number): boolean {
    const { demand, draining, costs } = this
    const work = demand.kBlocks + 1 + demand.passes
    let outputs = stored
    for (let step = 0; step < steps && outputs < draining.outputs; step++) {
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

  /** What the cut costs: the last store, the gaps' instructions, and the beats of the instructions that it adds. */
  private cycles(slack: number): number {
    return slack + instructionOverhead * this.instructions + this.fetch(this.gaps.length) - this.fetch(0)
  }

  /** Beats of the first batch with so many gaps: a STORE for each, and a last pass unless GEMMs finish the pieces. */
  private fetch(gaps: number): number {
    const more = (this.demand.passes === 0 ? 1 : 2) * gaps
    return firstBatchBeats(this.costs, this.draining.instructions + more)
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
    let sum = 0
    let instructions = 0
    let counted = 0
    for (let i = this.gaps.length - 1; i >= 0; i--) {
      instructions += this.gaps[i]
      for (; counted < passes && counted < instructions; counted++) sum += this.left[i]
      if (counted >= passes) return sum + (kBlocks + 1) * this.left[i]
    }
    return sum
  }
}
