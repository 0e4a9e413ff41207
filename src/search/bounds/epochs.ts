import { afterCompute, firstService, instructionOverhead, loadAlone } from './costs.js'
import { Epoch, isAsGood } from './epoch.js'
import { bridgeRest, type GapKind } from './gaps.js'
import { Heap } from './heap.js'
import type { Counts, ProgramForm } from './program-form.js'

/*
 * The search over all ways to cut a program of a form into epochs (docs/bounds.md, "Epochs"), from the first to the
 * last: where an epoch can end, whether passes run before that, and how the gap to the next is spent. The least that
 * it finds is never more than what a program of the form takes.
 */

/** The least that a form of program comes to. */
export interface Found {
  readonly cycles: number
  readonly counts: Counts
  readonly instructions: number
  readonly drain: number
  /** Whether it is a whole program; else it is a bound of all that begin so or worse. */
  readonly whole: boolean
}

/** Epochs and ALU instructions before the last loads are done. */
interface ToCome {
  readonly epochs: number
  readonly passes: number
}

interface Label extends Found {
  readonly counts: Epoch
  /** What is above the cycles at hand when the epoch's work begins as soon as its loads are done. */
  readonly excess: number
}

/** Beginnings that a search looks at before it takes what it has for a bound. */
const mostLabels = 3000

/** Beginnings that a new one is compared with. */
const compared = 100

/** More than the kinds of passes that there can be. */
const keyed = 8

/** Epochs that are counted ahead. */
const mostAhead = 12

/** Searches one form of program. */
export class EpochSearch {
  /** Beginnings that were looked at so far. */
  looked = 0

  private readonly start: Epoch
  /** What kinds of passes have to do while none of them has done anything. */
  private readonly all: readonly number[]

  /** @param apart whether kinds of passes that start between the same loads have an instruction each. */
  constructor(
    readonly form: ProgramForm,
    private readonly apart: boolean,
  ) {
    const { operandBeats, outputs } = form.demand
    this.all = Array.from({ length: form.demand.passes }, () => outputs)
    this.start = new Epoch(form, 1, operandBeats, true, this.all, 0, 0, 0, 0, form.costs.bridgedGap, 0)
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
    return loadCycles + costs.gap + missing.work(demand.operandBeats, this.all, true)
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
      const key = (epoch.epochs * keyed + epoch.kinds) * 2 + Number(epoch.someOfA)
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
    const compute = form.computeCycles + form.bridgingAlone(epoch)
    const last = instructionOverhead * (1 + demand.passes)
    const fetched = form.fetch(epoch.instructions)
    const cyclesWith = ({ epochs, passes }: ToCome): number => {
      const fetch = form.fetch(epoch.instructions + 2 * epochs + passes)
      const overhead = epoch.overhead + instructionOverhead * (epochs + passes) + fetch - fetched
      return Math.max(
        low + overhead + epoch.bridging,
        compute + overhead,
        form.loadCycles + fetch + epoch.gaps + costs.bridgedGap * epochs + last,
      )
    }
    let cycles = Math.min(...this.toCome(epoch, rest, excess).map(cyclesWith))
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

  /** What must follow at least, for each number of kinds of passes that start again before the last loads are done. */
  private toCome(epoch: Epoch, rest: number, excess: number): readonly ToCome[] {
    if (excess + this.form.lastDrain <= 0) return [{ epochs: 0, passes: 0 }]
    if (!this.apart) return [{ epochs: this.epochsToCome(epoch.missing, rest, excess, 0, 0), passes: 0 }]
    let waiting = 0
    return Array.from({ length: epoch.pending.length + 1 }, (_, kinds) => {
      // Those that do not start have to do what they have now: the ones that have least.
      if (kinds > 0) waiting += epoch.pending[kinds - 1]
      const passes = epoch.pending.length - kinds
      return { epochs: this.epochsToCome(epoch.missing, rest, excess, waiting, kinds), passes }
    })
  }

  /**
   * Epochs that must follow at least, as if other kinds of passes were done and each gap were bridged at no cost.
   * @param waiting iterations of the kinds of passes that do not start again.
   */
  private epochsToCome(
    missing: number,
    rest: number,
    excess: number,
    waiting: number,
    kinds: number,
  ): number {
    const { form } = this
    const { demand, costs, lastDrain } = form
    const faster = instructionOverhead * (1 + demand.passes - kinds) + loadAlone - costs.bridgedGap
    for (let more = 0; ; more++) {
      if (excess + lastDrain <= 0 || more === mostAhead) return more
      const left = Math.max(1, excess + this.lastStore - loadAlone)
      if (left >= missing) return Infinity
      rest -= faster
      excess = rest + waiting + form.productsAndPasses(left, kinds)
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
    const touched = form.demand.passes === 0 ? 0 : form.missing.touched(missing, someOfA)
    const bridge = Number(kind.bridge > 0)
    const made = (yet: readonly number[], more: number): Epoch =>
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
    for (let kinds = 1; kinds <= pending.length; kinds++) {
      const started = this.started(pending, touched, kinds)
      if (started) add(made(started, this.apart ? kinds : 1))
    }
  }

  /**
   * What kinds of passes have to do when some of them have started: those that had most to do. Where one instruction is
   * held to start all, they are those that started before, and others so that they are `kinds`. Null when that is not
   * less.
   */
  private started(pending: readonly number[], touched: number, kinds: number): readonly number[] | null {
    const waiting = pending.length - kinds
    const isLess = touched < (this.apart ? pending[waiting] : pending[0])
    if (!isLess || (!this.apart && waiting > 0 && pending[kinds] < this.form.demand.outputs)) return null
    const left = pending.slice()
    if (this.apart) left.copyWithin(kinds, 0, waiting)
    return left.fill(touched, 0, kinds)
  }
}
