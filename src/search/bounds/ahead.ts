import { afterCompute, instructionBeats, instructionOverhead } from './costs.js'
import { bridgeRest, type GapKind } from './gaps.js'
import type { ProgramForm } from './program-form.js'

/** Cells that missing beats are told apart by. */
const mostCells = 512

/** Cycles that are told apart from more. */
const mostSpent = 512

/** What is spent is looked for in steps of so many cycles first. */
const stride = 64

/** A way to go on to the next epoch. */
interface Step {
  readonly price: number
  /** How much later the loads are after it, measured by compute's instructions. */
  readonly later: number
  /** What of its bridge is done before the next epoch's work needs be. */
  readonly during: number
}

/**
 * What must still be spent to end a program, at least, by what is missing and how late the loads are: as if passes that
 * start again did all that can be done whenever they do, and as if each epoch could be followed by each kind of gap
 * (docs/bounds.md, "From the start"). Built from the end, by what is spent on instructions and bridges: a row has, for
 * each cell of missing beats, how late the loads may be, measured by compute's instructions and without passes.
 */
export class Ahead {
  /** Cycles after compute's last instruction. */
  private readonly store: number
  /** Beats of a cell. */
  private readonly unit: number
  /** Iterations that are left, by cells that are missing. */
  private readonly work: Float64Array
  private readonly rows: Float64Array[]
  private readonly steps: readonly Step[]
  /** What a pass more costs, which makes loads less late by compute's instruction. */
  private readonly passPrice: number

  /** @param kinds of passes that do not start again. */
  constructor(
    private readonly form: ProgramForm,
    kinds: number,
  ) {
    const { demand, costs, gapKinds, lastDrain } = form
    const { operandBeats, passes } = demand
    const beats = form.form.wrapped ? 0 : instructionBeats
    this.store = afterCompute + costs.store(1)
    this.unit = Math.max(1, Math.ceil(operandBeats / mostCells))
    const cells = Math.floor(operandBeats / this.unit) + 1
    this.work = Float64Array.from({ length: cells }, (_, i) => form.productsAndPasses(i * this.unit, kinds))
    this.rows = [this.work.map((work) => -lastDrain - work)]
    this.steps = stepsOf([...gapKinds.any, ...gapKinds.lastOfA], beats)
    this.passPrice = kinds === passes ? Infinity : instructionOverhead + beats
  }

  /** The least that is spent where so many beats are missing and the loads are so late; `most` if it is no less. */
  private least(missing: number, late: number, most: number): number {
    const { rows } = this
    const cell = Math.floor(missing / this.unit)
    if (late <= rows[0][cell]) return 0
    let low = 0
    let high = stride
    for (; late > this.row(high)[cell]; high += stride) {
      if (high >= most) return most
      low = high
    }
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (late > rows[middle][cell]) low = middle
      else high = middle
    }
    return Math.min(high, most)
  }

  /**
   * The least that is spent from an epoch on whose work, begun when its loads are done, would be `excess` cycles late;
   * `mostSpent` if it is no less.
   */
  after(excess: number, late: number): number {
    const { store, form } = this
    let least = mostSpent
    for (const { price, later, during } of this.steps) {
      const missing = Math.max(1, excess + store - during)
      if (missing > form.demand.operandBeats) continue
      least = Math.min(least, price + this.least(missing, late + later, least - price))
    }
    return least
  }

  private row(spent: number): Float64Array {
    for (let next = this.rows.length; next <= spent; next++) this.rows.push(this.made(next))
    return this.rows[spent]
  }

  /** How late the loads may be at most when so much is spent. */
  private made(spent: number): Float64Array {
    const { rows, steps, passPrice } = this
    const row = rows[spent - 1].slice()
    for (const step of steps) if (step.price <= spent) this.stretch(row, rows[spent - step.price], step)
    if (spent < passPrice) return row
    const passed = rows[spent - passPrice]
    for (let i = 0; i < row.length; i++) row[i] = Math.max(row[i], passed[i] + instructionOverhead)
    return row
  }

  /** What such a step allows, where `next` allows what follows it. The more is missing, the more may be missing after it. */
  private stretch(row: Float64Array, next: Float64Array, { later, during }: Step): void {
    const { unit, work } = this
    const store = this.store - during
    let cell = 0
    for (let i = 0; i < row.length; i++) {
      const most = work[i] - later
      while (cell + 1 < next.length && (cell + 1) * unit - store <= next[cell + 1] + most) cell++
      const end = Math.min((cell + 1) * unit - 1 - store, next[cell] + most)
      row[i] = Math.max(row[i], end - work[i])
    }
  }
}

/**
 * The kinds of gaps as steps, but for those that cost no less than another and help no more.
 * @param beats of fetch that an instruction costs.
 */
function stepsOf(kinds: readonly GapKind[], beats: number): readonly Step[] {
  const steps: Step[] = []
  for (const { cycles, bridge, loads } of kinds) {
    const step = {
      // A GEMM and a load more, and what bridges the gap.
      price: instructionOverhead + beats * (2 + loads) + bridge,
      later: cycles - bridge - instructionOverhead,
      during: Math.max(0, bridge - bridgeRest),
    }
    if (!steps.some((other) => isNoWorse(other, step))) steps.push(step)
  }
  return steps
}

const isNoWorse = (one: Step, other: Step): boolean =>
  one.price <= other.price && one.later <= other.later && one.during >= other.during
