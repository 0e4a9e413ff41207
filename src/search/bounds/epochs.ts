import { Ahead } from './ahead.js'
import { afterCompute, firstService, instructionOverhead } from './costs.js'
import type { Beginning } from './beginnings.js'
import { bridgeRest, type GapKind } from './gaps.js'
import { Pending } from './pending.js'
import type { Counts, ProgramForm } from './program-form.js'
import { Tally } from './tally.js'

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

export interface Label extends Found {
  readonly beginning: Beginning
  /** What is above the cycles at hand when the epoch's work begins as soon as its loads are done. */
  readonly excess: number
}

/**
 * How closely beginnings are told apart: by so many leading bits of the beats that are missing and of the outputs that
 * passes have yet to do. What is left out is held not to be missing, so what comes out is not above what all bits give.
 */
export interface Grain {
  readonly beats: number
  readonly outputs: number
}

/** Everything is told apart. */
export const exact: Grain = { beats: 32, outputs: 32 }

/** The leading bits of a number below 2^31. */
const leading = (value: number, bits: number): number => {
  const shift = Math.max(0, 32 - bits - Math.clz32(value))
  return (value >>> shift) << shift
}

/** Epochs that are counted ahead. */
const mostAhead = 12

/** What can follow what in one form of program. */
export class EpochSearch {
  readonly start: Beginning
  /** By the number of kinds of passes that do not start again, as far as it was asked for. */
  private readonly ahead: Ahead[] = []
  /** What kinds of passes have to do while none of them has done anything. */
  private readonly all: Pending

  /** Cycles after compute's last instruction. */
  private readonly lastStore: number
  /** The most that is over of a gap's bridge when the load before it is done, and that a bridge takes longer than its gap. */
  private readonly mostBridged: number
  private readonly mostGained: number
  /** All beats of B. */
  private readonly beatsOfB: number

  /** @param known cycles below which nothing need be told apart. */
  constructor(
    readonly form: ProgramForm,
    private readonly known = 0,
  ) {
    this.lastStore = afterCompute + form.costs.store(1)
    const { operandBeats, outputs, nBlocks, kBlocks, bBeats } = form.demand
    const kinds = [...form.gapKinds.any, ...form.gapKinds.lastOfA]
    this.mostBridged = Math.max(...kinds.map(({ bridge }) => bridge - bridgeRest))
    this.mostGained = Math.max(...kinds.map(({ bridge, cycles }) => bridge - cycles))
    this.beatsOfB = nBlocks * kBlocks * bBeats
    this.all = Pending.ofAll(form.demand.passes, outputs)
    const tally = Tally.first(form)
    const floor = this.floor(tally, this.all, outputs)
    this.start = { tally, missing: operandBeats, someOfA: true, pending: this.all, floor }
  }

  /** What programs that take `low` cycles besides those of instructions come to at least. */
  leastCycles(low: number): number {
    const { form } = this
    const { passes } = form.demand
    const fetch = form.fetch(this.start.tally.instructions)
    const overhead = fetch + instructionOverhead * (1 + passes)
    return Math.max(low + overhead, form.computeCycles + overhead, form.loadCycles + overhead)
  }

  /** So many cycles besides those of instructions that one epoch is enough. */
  get mostCycles(): number {
    const { demand, costs, loadCycles, missing, longestDrain } = this.form
    return loadCycles + costs.gap + missing.work(demand.operandBeats, this.all.outputs, true) + longestDrain
  }

  /** A beginning, with what its programs come to at least. */
  label(beginning: Beginning, low: number, high: number): Label {
    const { form } = this
    const { demand, costs } = form
    const { tally: epoch, missing, pending } = beginning
    const work = this.work(beginning)
    const rest = firstService + demand.operandBeats + costs.loadDone + epoch.lag - high
    const excess = rest + work
    const compute = form.computeCycles + form.bridgingAlone(epoch)
    const last = instructionOverhead * (1 + demand.passes)
    const fetched = form.fetch(epoch.instructions)
    const cyclesWith = (epochs: number, passes: number, spent: number): number => {
      const fetch = form.fetch(epoch.instructions + 2 * epochs + passes)
      const overhead = epoch.overhead + instructionOverhead * (epochs + passes) + fetch - fetched
      const spentOnPasses = instructionOverhead * passes + form.fetch(epoch.instructions + passes) - fetched
      return Math.max(
        low + epoch.cost + spentOnPasses + spent,
        compute + overhead,
        form.loadCycles + fetch + epoch.gaps + costs.bridgedGap * epochs + last,
      )
    }
    let cycles = Infinity
    if (excess + form.lastDrain <= 0) cycles = cyclesWith(0, 0, 0)
    else {
      // The last batch of fetch, if it is short, may yet bridge a gap.
      const free = form.form.wrapped && epoch.waits === 0 ? costs.gap - 1 - costs.bridgedGap : 0
      // For each number of kinds that do not start again: those have to do what they have now, the ones that have least.
      const { outputs } = pending
      for (let kinds = 0, waiting = 0; kinds <= outputs.length; waiting += outputs[kinds++]) {
        const passes = outputs.length - kinds
        const epochs = this.epochsToCome(missing, rest, excess, waiting, kinds)
        if (cyclesWith(epochs, passes, 0) >= cycles) continue
        const late = rest + waiting - free - instructionOverhead * passes
        cycles = Math.min(cycles, cyclesWith(epochs, passes, this.aheadWithout(kinds).after(excess, late)))
      }
    }
    let drain = form.lastDrain
    // More instructions shorten what is stored after compute's work by no more than they cost.
    if (compute + epoch.overhead + form.longestDrain > cycles) {
      const stored = form.drainOfCompute(epoch)
      if (compute + epoch.overhead + stored > cycles) {
        drain = stored
        cycles = compute + epoch.overhead + stored
      }
    }
    if (beginning.floor > cycles) {
      cycles = beginning.floor
      drain = Math.max(drain, cycles - compute - epoch.overhead)
    }
    return { cycles, beginning, counts: epoch, instructions: epoch.instructions, drain, whole: false, excess }
  }

  private aheadWithout(kinds: number): Ahead {
    return (this.ahead[kinds] ??= new Ahead(this.form, kinds))
  }

  /** The program that ends with this epoch; null where it would be too late. */
  whole(label: Label, high: number): Label | null {
    const { form } = this
    const { beginning, excess } = label
    const { tally, missing, pending, someOfA } = beginning
    const { demand, costs } = form
    const fetched = form.fetchedBetween(tally)
    if (excess + fetched + form.lastDrain > 0) return null
    const touched = form.missing.touched(missing, someOfA)
    const drain = Math.max(form.drainOfLast(touched), form.drainAfter(pending.outputs, touched))
    if (excess + fetched + drain > 0) return null
    const rest = firstService + demand.operandBeats + costs.loadDone + tally.lag - high
    const time = -rest - fetched
    if (form.lastWork(missing, pending.outputs, someOfA, time + 1) > time) return null
    const compute = form.computeCycles + form.bridgingAlone(tally) + tally.overhead + drain
    return {
      ...label,
      cycles: Math.max(label.cycles, compute),
      drain: Math.max(label.drain, drain),
      whole: true,
    }
  }

  /** What programs come to at least for what is stored after an epoch's loads. */
  private floor(tally: Tally, pending: Pending, touched: number): number {
    const { form } = this
    const spent = form.computeCycles + form.bridgingAlone(tally) + tally.overhead
    return spent + form.longestDrain <= this.known ? 0 : spent + form.drainAfter(pending.outputs, touched)
  }

  /** Iterations that are left when an epoch's loads are done. */
  private work({ missing, pending, someOfA }: Beginning): number {
    const key = 2 * missing + Number(someOfA)
    const known = pending.work.get(key)
    if (known !== undefined) return known
    const work = this.form.missing.work(missing, pending.outputs, someOfA)
    pending.work.set(key, work)
    return work
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
    const { demand, lastDrain } = form
    const faster = instructionOverhead * (1 + demand.passes - kinds) + this.mostGained
    for (let more = 0; ; more++) {
      if (excess + lastDrain <= 0 || more === mostAhead) return more
      const left = Math.max(1, excess + this.lastStore - this.mostBridged)
      // Of later epochs it is only known what is missing at least.
      if (left >= missing && more === 0) return Infinity
      rest -= faster
      excess = rest + waiting + form.productsAndPasses(left, kinds)
    }
  }

  /** Adds every epoch that can follow: with the fewest beats missing that leave it time. */
  follow({ beginning, excess }: Label, grain: Grain, add: (beginning: Beginning) => void): void {
    const { any, lastOfA } = this.form.gapKinds
    const { someOfA, tally } = beginning
    for (const kind of any) {
      if (kind.afterA && !someOfA) continue
      this.next(beginning, kind, this.leastMissing(beginning, kind, excess), someOfA, grain, add)
    }
    if (!someOfA) return
    for (const kind of tally.epochs === 1 ? any : lastOfA) {
      this.next(beginning, kind, this.leastMissing(beginning, kind, excess), false, grain, add)
    }
  }

  /** The fewest beats that can be missing after an epoch, if the gap that follows is of this kind. */
  private leastMissing({ tally, missing }: Beginning, kind: GapKind, excess: number): number {
    const { rows, kBlocks, aBeats } = this.form.demand
    // Of a bridge, the most is over when the load before it is done.
    const least = excess + this.lastStore - Math.max(0, kind.bridge - bridgeRest)
    // The first epoch has loads of both; of the others, one that has a load of A alone brings no more than A.
    return kind.onlyA && tally.epochs > 1 ? Math.max(least, missing - kBlocks * rows * aBeats) : least
  }

  private next(
    { tally, missing: before, pending, floor }: Beginning,
    kind: GapKind,
    least: number,
    someOfA: boolean,
    grain: Grain,
    add: (beginning: Beginning) => void,
  ): void {
    const { form } = this
    const missing = leading(form.missing.whole(least, someOfA), grain.beats)
    // Without elements of A, no more can be missing than there is of B.
    // A rough look does not tell a little more missing from as much.
    if (missing > before || (missing === before && grain === exact) || (!someOfA && missing > this.beatsOfB))
      return
    const tallies = tally.after(kind)
    const touched = leading(form.missing.touched(missing, someOfA), grain.outputs)
    const addWith = (after: Tally, left: Pending): void =>
      add({
        tally: after,
        missing,
        someOfA,
        pending: left,
        floor: Math.max(floor, this.floor(after, left, touched)),
      })
    addWith(tallies[0], pending)
    for (let kinds = 1; kinds < tallies.length; kinds++) {
      const started = pending.started(touched, kinds)
      if (started) addWith(tallies[kinds], started)
    }
  }
}
