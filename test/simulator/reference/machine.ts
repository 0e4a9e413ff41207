import type { Hardware } from '../../../src/hardware/hardware.js'
import { aluFields, headFields, opcode, readField } from '../../../src/isa/fields.js'
import { ReferenceDma } from './dma.js'
import { ReferenceFetch, type UnitName } from './fetch.js'
import { ReferenceMemory } from './memory.js'
import { type Client, field, type LoadClient } from './registers.js'
import { computeLength, storeLength } from './units.js'

export interface ReferenceRun {
  /** Cycle in which FINISH executed; null if it did not within the cycles given. */
  readonly cycles: number | null
  readonly start: number[]
  readonly end: number[]
  readonly counterHazards: number
  readonly wraps: number
}

type Counter = 'l2c' | 'c2l' | 'c2s' | 's2c'
type Flag = 'popPrev' | 'popNext' | 'pushPrev' | 'pushNext'

const connections: Record<UnitName, Partial<Record<Flag, Counter>>> = {
  load: { popNext: 'c2l', pushNext: 'l2c' },
  compute: { popPrev: 'l2c', popNext: 's2c', pushPrev: 'c2l', pushNext: 'c2s' },
  store: { popPrev: 'c2s', pushPrev: 's2c' },
}
const units = ['load', 'compute', 'store'] as const
const memories = ['uop', 'wgt', 'inp', 'acc'] as const

interface Module {
  readonly queue: number[]
  /** Cycles still to spend in SYNC or EXE, infinite while a DMA decides; 0 when idle. */
  left: number
  dma: ReferenceDma | null
}

const idleModule = (): Module => ({ queue: [], left: 0, dma: null })

/** Runs a program for at most `limit` cycles, every one of them. */
export class ReferenceMachine {
  private readonly memory: ReferenceMemory
  private readonly dmas: Record<LoadClient, ReferenceDma>
  private readonly fetch: ReferenceFetch
  private readonly tokens: Record<Counter, number> = { l2c: 0, c2l: 0, c2s: 0, s2c: 0 }
  private readonly modules: Record<UnitName, Module>
  private readonly start: number[]
  private readonly end: number[]

  constructor(
    private readonly hardware: Hardware,
    startUpDelay: number,
    private readonly words: Uint32Array,
  ) {
    const count = words.length / 4
    const dma = (memory: LoadClient) => new ReferenceDma(hardware, memory)
    this.memory = new ReferenceMemory(startUpDelay)
    this.dmas = { uop: dma('uop'), inp: dma('inp'), wgt: dma('wgt'), acc: dma('acc') }
    this.fetch = new ReferenceFetch(count, hardware.burstBeats / 2)
    this.modules = { load: idleModule(), compute: idleModule(), store: idleModule() }
    this.start = Array.from<number>({ length: count }).fill(-1)
    this.end = Array.from<number>({ length: count }).fill(-1)
  }

  run(limit: number): ReferenceRun {
    const { start, end } = this
    let cycles: number | null = null
    this.fetch.launch()
    for (let now = 1; now < limit && cycles === null; now++) if (this.cycle(now)) cycles = now
    const sum = (of: (dma: ReferenceDma) => number) => Object.values(this.dmas).reduce((s, d) => s + of(d), 0)
    return { cycles, start, end, counterHazards: sum((d) => d.hazards), wraps: sum((d) => d.wraps) }
  }

  /** Returns whether FINISH executes in this cycle. */
  private cycle(now: number): boolean {
    const goes = units.filter((name) => this.canGo(name))
    const ends = units.filter((name) => this.isDone(this.modules[name]))
    const moved = this.movable()
    const finishes =
      ends.includes('compute') && this.opcodeOf(this.modules.compute.queue[0]) === opcode.finish

    this.memory.cycle(this.fire(goes, moved !== undefined))
    const pops = new Set(goes.flatMap((name) => this.counters(name, 'popPrev', 'popNext')))
    const pushes = new Set(ends.flatMap((name) => this.counters(name, 'pushPrev', 'pushNext')))
    for (const name of ends) this.finish(name, now, finishes)
    for (const name of goes) this.begin(name, now)
    for (const module of Object.values(this.modules)) if (module.left > 0) module.left--
    for (const name of goes) this.modules[name].left = this.length(this.modules[name])
    this.count(pops, pushes)
    if (moved) this.modules[moved.unit].queue.push(moved.instruction)
    return finishes
  }

  /** The DMAs' and fetch's cycle. Returns the commands that fire. */
  private fire(goes: readonly UnitName[], moves: boolean): Map<Client, number> {
    const { memory } = this
    const fired = new Map<Client, number>()
    const add = (client: Client, beats: number | undefined) => beats !== undefined && fired.set(client, beats)
    add('fetch', this.fetch.cycle(!memory.slots.has('fetch'), memory.leftBefore === 'fetch', moves))
    for (const dma of Object.values(this.dmas)) {
      const arriving = dma.writesTwoAfter ? memory.leftTwoBefore : memory.leftBefore
      add(dma.memory, dma.cycle(!memory.slots.has(dma.memory), arriving === dma.memory))
    }
    for (const name of goes)
      this.dmaOf(this.modules[name].queue[0])?.start(this.words, this.modules[name].queue[0])
    return fired
  }

  private canGo(name: UnitName): boolean {
    const { queue, left } = this.modules[name]
    if (left > 0 || queue.length === 0) return false
    return this.counters(name, 'popPrev', 'popNext').every((counter) => this.tokens[counter] > 0)
  }

  private isDone({ left, dma }: Module): boolean {
    return dma ? dma.complete : left === 1
  }

  private finish(name: UnitName, now: number, finishes: boolean): void {
    const module = this.modules[name]
    const instruction = module.queue.shift()
    if (instruction !== undefined && (!finishes || name === 'compute')) this.end[instruction] = now + 1
    module.left = 0
    module.dma = null
  }

  private begin(name: UnitName, now: number): void {
    const module = this.modules[name]
    this.start[module.queue[0]] = now + 1
    module.dma = this.dmaOf(module.queue[0])
  }

  private length({ queue, dma }: Module): number {
    const i = queue[0]
    if (dma) return Infinity
    switch (this.opcodeOf(i)) {
      case opcode.store:
        return field(this.words, i, 'xSize') === 0 ? 1 : storeLength(this.hardware, this.words, i)
      case opcode.gemm:
      case opcode.alu:
        return computeLength(this.words, i)
      default:
        return 1
    }
  }

  /** The instruction that fetch moves in this cycle, if its queue has a place before removals. */
  private movable(): { unit: UnitName; instruction: number } | undefined {
    const instruction = this.fetch.head
    if (instruction === undefined) return undefined
    const unit = this.unitOf(instruction)
    return unit && this.modules[unit].queue.length < 512 ? { unit, instruction } : undefined
  }

  private unitOf(i: number): UnitName | undefined {
    const id = field(this.words, i, 'memory')
    switch (this.opcodeOf(i)) {
      case opcode.load:
        if (id > 3) return undefined
        return id === 1 || id === 2 ? 'load' : 'compute'
      case opcode.store:
        return 'store'
      case opcode.gemm:
      case opcode.finish:
        return 'compute'
      case opcode.alu:
        return readField(this.words, i * 4, aluFields.op) < 4 ? 'compute' : undefined
      default:
        return undefined
    }
  }

  /** The DMA of a LOAD that moves anything. */
  private dmaOf(i: number): ReferenceDma | null {
    const moves = this.opcodeOf(i) === opcode.load && field(this.words, i, 'xSize') > 0
    return moves ? this.dmas[memories[field(this.words, i, 'memory')]] : null
  }

  private opcodeOf(i: number): number {
    return readField(this.words, i * 4, headFields.opcode)
  }

  /** Counters that the head of a module's queue uses by these flags. */
  private counters(name: UnitName, ...flags: Flag[]): Counter[] {
    const head = this.modules[name].queue[0]
    return flags
      .filter((flag) => readField(this.words, head * 4, headFields[flag]) === 1)
      .flatMap((flag) => connections[name][flag] ?? [])
  }

  private count(pops: ReadonlySet<Counter>, pushes: ReadonlySet<Counter>): void {
    for (const counter of ['l2c', 'c2l', 'c2s', 's2c'] as const) {
      if (pops.has(counter) === pushes.has(counter)) continue
      if (pops.has(counter)) this.tokens[counter]--
      else if (this.tokens[counter] < 255) this.tokens[counter]++
    }
  }
}
