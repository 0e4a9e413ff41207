import { afterCompute, firstService, instructionOverhead, loadAlone } from './costs.js'
import { bridgeRest, type GapKind } from './gaps.js'
import { Heap } from './heap.js'
import type { Counts, ProgramForm } from './program-form.js'

/*
 * The search over all ways to cut a program of a form into epochs (docs/bounds.md, "Epochs"), from the first to the
 * last: where an epoch can end, whether passes run before that, and how the gap to the next is spent. The least that
 * it finds is never more than what a program of the form takes.
 */

/** A program up to the end of an epoch's loads. */
class Epoch implements Counts {
  readonly instructions: number
  /** Cycles of fetch and of compute's instructions, and of compute in bridges besides. */
  readonly overhead: number
  readonly cost: number
  /** How far loads are behind compute's instructions so far. */
  readonly lag: number

  constructor(
    form: ProgramForm,
    readonly epochs: number,
    /** Beats that are missing before this epoch's loads. */
    readonly missing: number,
    /** Whether elements of A are among them. */
    readonly someOfA: boolean,
    /** Outputs that each kind of pass has yet to do at least. */
    readonly pending: number,
    readonly passes: number,
    readonly bridges: number,
    readonly bridging: number,
    readonly loads: number,
    readonly gaps: number,
    readonly waits: number,
  ) {
    this.instructions = form.instructions(this)
    const computes = epochs + passes + form.demand.passes
    this.overhead = form.fetch(this.instructions) + instructionOverhead * computes
    this.cost = this.overhead + bridging
    this.lag = gaps - instructionOverhead * (epochs - 1 + passes) - bridging
  }
}

/** The least that a form of program comes to. */
export interface Found {
  readonly cycles: number
  readonly counts: Counts
  readonly instructions: number
  readonly drain: number
  /** Whether it is a whole program; else it is a bound of all that begin so or worse. */
  readonly whole: boolean
}

interface Label extends Found {
  readonly counts: Epoch
  /** What is above the cycles at hand when the epoch's work begins as soon as its loads are done. */
  readonly excess: number
}

/** Beginnings that a search looks at before it takes what it has for a bound. */
const mostLabels = 2000

/** Beginnings that a new one is compared with. */
const compared = 100

/** Epochs that are counted ahead. */
const mostAhead = 12

/** Searches one form of program. */
export class EpochSearch {
  /** Beginnings that were looked at so far. */
  looked = 0

  private readonly start: Epoch

  constructor(readonly form: ProgramForm) {
    const { operandBeats, outputs } = form.demand
    this.start = new Epoch(form, 1, operandBeats, true, outputs, 0, 0, 0, 0, form.costs.bridgedGap, 0)
  }

  /** What programs that take `low` cycles besides those of instructions come to at least. */
  leastCycles(low: number): number {
    const { form } = this
    const { passes } = form.demand
    const fetch = form.fetch(form.instructions(this.start))
    const overhead = fetch + instructionOverhead * (1 + passes)
    return Math.max(low + overhead, form.computeCycles + overhead, form.loadCycles + overhead)
  }

  /** So many cycles besides those of instructions that one epoch is enough. */
  get mostCycles(): number {
    const { demand, costs, loadCycles, missing } = this.form
    return loadCycles + costs.gap + missing.work(demand.operandBeats, demand.outputs, true)
  }

  /**
   * The least cycles, below `limit`, of the form's programs that take from `low` to `high` cycles besides those of
   * instructions: of fetch, of compute besides iterations, and of LOADs that bridge gaps. Null when there are none.
   */
  least(low: number, high: number, limit: number): Found | null {
    const { form } = this
    const heap = new Heap<Label>((a, b) => a.cycles - b.cycles || a.counts.missing - b.counts.missing)
    const seen = new Map<number, Epoch[]>()
    const computeMatters = form.computeCycles + form.longestDrain > low
    const { batch } = form.costs
    const add = (epoch: Epoch): void => {
      if (!form.form.wrapped && epoch.instructions > batch) return
      const key = 2 * epoch.epochs + Number(epoch.someOfA)
      const others = seen.get(key) ?? []
      // The latest are the likeliest to be better.
      for (let i = others.length - 1, end = Math.max(0, i - compared); i >= end; i--) {
        if (isAsGood(others[i], epoch, computeMatters)) return
      }
      const label = this.label(epoch, low, high)
      if (label.cycles >= limit) return
      others.push(epoch)
      seen.set(key, others)
      heap.push(label)
    }
    add(this.start)
    for (const most = this.looked + mostLabels; ; this.looked++) {
      const label = heap.pop()
      if (label === undefined || label.whole || this.looked >= most) return label ?? null
      this.follow(label, add)
      const late = label.excess + form.fetchedBetween(label.counts) + form.lastDrain
      if (late <= 0) heap.push({ ...label, whole: true })
    }
  }

  private label(epoch: Epoch, low: number, high: number): Label {
    const { form } = this
    const { demand, costs } = form
    const work = form.missing.work(epoch.missing, epoch.pending, epoch.someOfA)
    const rest = firstService + demand.operandBeats + costs.loadDone + epoch.lag - high
    const excess = rest + work
    const more = this.epochsToCome(epoch.missing, rest, excess)
    const instructions = epoch.instructions + 2 * more
    const fetch = form.fetch(instructions)
    const overhead = epoch.overhead + instructionOverhead * more + fetch - form.fetch(epoch.instructions)
    const last = instructionOverhead * (1 + demand.passes)
    const compute = form.computeCycles + form.bridgingAlone(epoch)
    let cycles = Math.max(
      low + overhead + epoch.bridging,
      compute + overhead,
      form.loadCycles + fetch + epoch.gaps + costs.bridgedGap * more + last,
    )
    let drain = form.lastDrain
    // More instructions shorten what is stored after compute's work by no more than they cost.
    if (compute + epoch.overhead + form.longestDrain > cycles) {
      const stored = form.drainOfCompute(epoch)
      if (compute + epoch.overhead + stored > cycles) {
        drain = stored
        cycles = compute + epoch.overhead + stored
      }
    }
    return { cycles, counts: epoch, instructions: epoch.instructions, drain, whole: false, excess }
  }

  /** Epochs that must follow at least, as if all passes were done and each gap were bridged at no cost. */
  private epochsToCome(missing: number, rest: number, excess: number): number {
    const { demand, costs, lastDrain } = this.form
    const faster = instructionOverhead * (1 + demand.passes) + loadAlone - costs.bridgedGap
    for (let more = 0; ; more++) {
      if (excess + lastDrain <= 0 || more === mostAhead) return more
      const left = Math.max(1, excess + this.lastStore - loadAlone)
      if (left >= missing) return Infinity
      rest -= faster
      excess = rest + this.form.missing.least(left)
      missing = left
    }
  }

  private get lastStore(): number {
    return afterCompute + this.form.costs.store(1)
  }

  /** Adds every epoch that can follow: with the fewest beats missing that leave it time. */
  private follow({ counts: epoch, excess }: Label, add: (epoch: Epoch) => void): void {
    for (const kind of this.form.gapKinds) {
      if (kind.afterA && !epoch.someOfA) continue
      const least = this.leastMissing(epoch, kind, excess)
      this.next(epoch, kind, least, false, add)
      if (epoch.someOfA) this.next(epoch, kind, least, true, add)
    }
  }

  /** The fewest beats that can be missing after an epoch, if the gap that follows is of this kind. */
  private leastMissing(epoch: Epoch, kind: GapKind, excess: number): number {
    const { rows, kBlocks, aBeats } = this.form.demand
    // Of a bridge, the most is over when the load before it is done.
    const least = excess + this.lastStore - Math.max(0, kind.bridge - bridgeRest)
    // The first epoch has loads of both; of the others, one that has a load of A alone brings no more than A.
    return kind.onlyA && epoch.epochs > 1 ? Math.max(least, epoch.missing - kBlocks * rows * aBeats) : least
  }

  private next(
    { epochs, missing: before, pending, passes, bridges, bridging, loads, gaps, waits }: Epoch,
    kind: GapKind,
    least: number,
    someOfA: boolean,
    add: (epoch: Epoch) => void,
  ): void {
    const { form } = this
    const missing = form.missing.whole(least, someOfA)
    if (missing >= before) return
    const touched = form.demand.passes === 0 ? pending : form.missing.touched(missing, someOfA)
    const bridge = Number(kind.bridge > 0)
    const made = (yet: number, more: number): Epoch =>
      new Epoch(
        form,
        epochs + 1,
        missing,
        someOfA,
        yet,
        passes + more,
        bridges + bridge,
        bridging + kind.bridge,
        loads + kind.loads,
        gaps + form.gapCycles(kind, waits),
        waits + Number(kind.waits),
      )
    add(made(pending, 0))
    if (touched < pending) add(made(touched, 1))
  }
}

/** Whether all that can follow the one follows the other at no more cost. */
const isAsGood = (one: Epoch, other: Epoch, computeMatters: boolean): boolean =>
  one.missing <= other.missing &&
  one.lag <= other.lag &&
  one.cost <= other.cost &&
  one.pending <= other.pending &&
  // A LOAD that must be there anyway may have bridged a gap of the one already, and may yet do so in the other.
  one.bridges <= other.bridges &&
  one.waits >= other.waits &&
  (!computeMatters || one.overhead <= other.overhead)
