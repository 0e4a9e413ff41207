import { Core } from '../compiler/core.js'
import { FrontEnd } from '../compiler/front-end.js'
import type { Schedule } from '../compiler/schedule.js'
import { statementField as field, statementKind as kind, wordsPerStatement } from '../compiler/statements.js'
import { subjectOf, type Subject } from '../compiler/subject.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { FlowMachine } from './flow-machine.js'

/** Numbers that grow by index; what was not set is 0. */
class Numbers {
  values = new Float64Array(256)

  set(i: number, value: number): void {
    if (i >= this.values.length) {
      const wider = new Float64Array(2 * (i + 1))
      wider.set(this.values)
      this.values = wider
    }
    this.values[i] = value
  }
}

/** An operand's slots by number, and its regions: when the last product that reads one ends. */
class Operand {
  /** When the last transfer into a slot was done, and when the space of its region was free. */
  readonly done = new Numbers()
  readonly free = new Numbers()
  readonly region = new Numbers()
  readonly readUntil = new Numbers()
}

/** Words of a region, and where those that it took the place of are named (assembly/compiler/regions.ts). */
const wordsPerRegion = 7
const evictedFrom = 2
const evictedTo = 3

/**
 * A lower bound for one schedule: its statements, run by a machine whose memory serves every transfer as if it were
 * alone (flow-machine.ts). Nothing is compiled: the nest is walked once.
 */
export class FlowBound {
  private readonly core = new Core()
  private readonly frontEnd = new FrontEnd(this.core)
  private readonly subject: Subject
  private readonly machine: FlowMachine
  private readonly a = new Operand()
  private readonly b = new Operand()
  /** By tile of C: its blocks and rows, and when its last result was done. */
  private readonly blocks = new Numbers()
  private readonly rows = new Numbers()
  private readonly result = new Numbers()
  private uopAxis: Schedule['uop_axis'] = 'least'

  constructor(workload: Workload, hardware: Hardware) {
    this.subject = subjectOf(workload, hardware)
    this.machine = new FlowMachine(hardware)
    this.core.setSubject(this.subject)
  }

  /**
   * Cycles that the program of a schedule takes at least.
   * @throws IllegalSchedule when the schedule cannot be, or the scratchpads do not hold it.
   */
  cycles(schedule: Schedule): number {
    const { code } = this.core
    this.uopAxis = this.frontEnd.write(this.subject, schedule).uopAxis
    code.placeRegions()
    this.machine.begin()
    const { words } = this.core
    const begin = code.statementsAt() / 4
    const end = begin + code.statementCount() * wordsPerStatement
    for (let at = begin; at < end; at += wordsPerStatement) this.run(words, at)
    return this.machine.finish()
  }

  private run(words: Int32Array, at: number): void {
    const nSize = words[at + field.nSize]
    const mSize = words[at + field.mSize]
    const kSize = words[at + field.kSize]
    switch (words[at]) {
      case kind.takeA:
        this.take(words, at, this.a, 0)
        if (words[at + field.other] === 1) this.fill(words, at, this.a, 'inp', kSize * mSize)
        return
      case kind.takeB:
        this.take(words, at, this.b, 1)
        if (words[at + field.other] === 1) this.fill(words, at, this.b, 'wgt', kSize * nSize)
        return
      case kind.fillA:
        return this.fill(words, at, this.a, 'inp', kSize * mSize)
      case kind.fillB:
        return this.fill(words, at, this.b, 'wgt', kSize * nSize)
      case kind.takeBias:
        return this.machine.loadBias(nSize)
      case kind.start:
        return this.machine.start(nSize * mSize)
      case kind.tile:
        return this.tile(words[at + field.id], nSize, mSize)
      case kind.update:
        return this.update(words, at, nSize, mSize, kSize)
      case kind.finish:
        return this.epilogue(words[at + field.id], words[at + field.slot])
      case kind.store:
        return this.store(words[at + field.id], words[at + field.slot])
      case kind.microOps:
        return this.machine.loadMicroOps()
    }
  }

  /** Takes a region; what is brought into it must wait for the last use of what lay there. */
  private take(words: Int32Array, at: number, operand: Operand, buffer: number): void {
    const region = words[at + field.id]
    const slot = words[at + field.slot]
    operand.readUntil.set(region, 0)
    const row = this.core.code.regionsAt(buffer) / 4 + region * wordsPerRegion
    let free = 0
    for (let r = words[row + evictedFrom]; r < words[row + evictedTo]; r++) {
      free = Math.max(free, operand.readUntil.values[r])
    }
    operand.region.set(slot, region)
    operand.free.set(slot, free)
  }

  private fill(
    words: Int32Array,
    at: number,
    { done, free }: Operand,
    pad: 'inp' | 'wgt',
    elements: number,
  ): void {
    const slot = words[at + field.slot]
    const most = this.subject.mostElements[pad]
    done.set(slot, this.machine.load(pad, elements, most, free.values[slot]))
  }

  private tile(id: number, blocks: number, rows: number): void {
    this.blocks.set(id, blocks)
    this.rows.set(id, rows)
    this.result.set(id, 0)
  }

  private update(words: Int32Array, at: number, nSize: number, mSize: number, kSize: number): void {
    const { a, b } = this
    const slotA = words[at + field.slot]
    const slotB = words[at + field.other]
    const microOps = this.microOpsOf(nSize, mSize, kSize)
    const data = Math.max(a.done.values[slotA], b.done.values[slotB])
    const end = this.machine.multiply(mSize * nSize * kSize, microOps, data)
    this.result.values[words[at + field.id]] = end
    a.readUntil.values[a.region.values[slotA]] = end
    b.readUntil.values[b.region.values[slotB]] = end
  }

  private microOpsOf(n: number, m: number, k: number): number {
    switch (this.uopAxis) {
      case 'n':
        return n
      case 'm':
        return m
      case 'k':
        return k
      case 'least':
        return Math.min(n, m, k)
    }
  }

  private epilogue(first: number, end: number): void {
    const elements = this.elementsOf(first, end)
    let done = 0
    for (const { op } of this.subject.passes) done = this.machine.pass((op === 'add' ? 2 : 1) * elements)
    this.result.values[end - 1] = done
  }

  private elementsOf(first: number, end: number): number {
    let elements = 0
    for (let tile = first; tile < end; tile++) elements += this.blocks.values[tile] * this.rows.values[tile]
    return elements
  }

  private store(first: number, end: number): void {
    const { blocks, rows } = this
    const result = this.result.values[end - 1]
    if (rows.values[first] === this.subject.extents.m) {
      this.machine.store(1, this.elementsOf(first, end), result)
      return
    }
    for (let tile = first; tile < end; tile++) {
      this.machine.store(blocks.values[tile], rows.values[tile], result)
    }
  }
}
