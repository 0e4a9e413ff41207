import {
  attachPoints,
  fills,
  loopOrders,
  scheduleSchema,
  uopAxes,
  uopPlaces,
  type Schedule,
} from './schedule.js'

/** What a knob's value is made of. */
export type Value = null | number | string | readonly Value[]

/** How a value begins: nothing, or a list; then come the form's words, then numbers from 0 on. */
const nothing = 0
const list = 1
const firstWord = 2

/** Numbers are written in groups of 7 bits, the lowest first; a byte from here on has another behind it. */
const more = 0x80

/** Bytes that grow as they are written. */
export class ByteWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Writes an integer, from 0 to 2^53. */
  number(value: number): void {
    // The most that one number takes.
    if (this.#length + 8 > this.#bytes.length) this.#grow(8)
    const bytes = this.#bytes
    let at = this.#length
    let rest = value
    while (rest >= more) {
      bytes[at++] = (rest % more) + more
      rest = Math.floor(rest / more)
    }
    bytes[at++] = rest
    this.#length = at
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #grow(room: number): void {
    const larger = new Uint8Array(2 * (this.#bytes.length + room))
    larger.set(this.#bytes)
    this.#bytes = larger
  }

  /** What was written; good until something more is. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

class ByteReader {
  #at = 0

  constructor(private readonly bytes: Uint8Array) {}

  /** @throws RangeError behind the last byte. */
  number(): number {
    let value = 0
    for (let weight = 1; ; weight *= more) {
      if (this.#at >= this.bytes.length) throw new RangeError('these bytes are no schedule')
      const byte = this.bytes[this.#at++]
      if (byte < more) return value + weight * byte
      value += weight * (byte - more)
    }
  }
}

/**
 * A way to write schedules as bytes: the knobs' values one after the other, most of them a byte each. What the bytes mean
 * is these two lists alone, which are kept beside them: schedules stay readable when knobs are added.
 */
export class ScheduleForm {
  readonly #numbers: ReadonlyMap<string, number>

  /** @param names of the knobs, in order. @param words that are values of knobs. */
  constructor(
    readonly names: readonly string[],
    readonly words: readonly string[],
  ) {
    this.#numbers = new Map(words.map((word, i) => [word, firstWord + i]))
  }

  /** Writes values of the knobs, in the order of their names. @throws Error at a word that is none of the form's. */
  write(values: readonly Value[], into: ByteWriter): void {
    for (const value of values) this.#write(value, into)
  }

  /** @throws ZodError when it is no schedule by today's knobs. */
  read(bytes: Uint8Array): Schedule {
    const reader = new ByteReader(bytes)
    return scheduleSchema.parse(Object.fromEntries(this.names.map((name) => [name, this.#read(reader)])))
  }

  #write(value: Value, into: ByteWriter): void {
    if (typeof value === 'number') into.number(value + firstWord + this.words.length)
    else if (value === null) into.number(nothing)
    else if (typeof value === 'string') into.number(this.#numberOf(value))
    else {
      into.number(list)
      into.number(value.length)
      for (const item of value) this.#write(item, into)
    }
  }

  #numberOf(word: string): number {
    const number = this.#numbers.get(word)
    if (number === undefined) throw new Error(`"${word}" is no value of a knob`)
    return number
  }

  #read(reader: ByteReader): Value {
    const number = reader.number()
    if (number === nothing) return null
    if (number === list) return Array.from({ length: reader.number() }, () => this.#read(reader))
    return this.words[number - firstWord] ?? number - firstWord - this.words.length
  }
}

const knobNames = scheduleSchema.keyof().options

/** How schedules are written today. */
export const todaysForm = new ScheduleForm(knobNames, [
  ...new Set([...loopOrders, ...attachPoints, ...fills, ...uopAxes, ...uopPlaces]),
])

/** The values of a schedule's knobs, in the order of their names: one by one, for reading them by name takes a third of a microsecond. */
const valuesOf = (schedule: Schedule): readonly Value[] => [
  schedule.tile_m,
  schedule.tile_n,
  schedule.tile_k,
  schedule.first_k,
  schedule.last_k,
  schedule.order,
  schedule.inp_at,
  schedule.wgt_at,
  schedule.acc_at,
  schedule.inp_fill,
  schedule.wgt_fill,
  schedule.inp_buffers,
  schedule.wgt_buffers,
  schedule.acc_buffers,
  schedule.alu_tiles,
  schedule.threads,
  schedule.thread_axis,
  schedule.uop_axis,
  schedule.uop_at,
  schedule.products,
  schedule.uop_loads,
  schedule.loads_ahead,
  schedule.store_cuts,
]

/** Writes a schedule in today's form, behind what was written before. */
export function writeSchedule(schedule: Schedule, into: ByteWriter): void {
  todaysForm.write(valuesOf(schedule), into)
}

/** A schedule in today's form. */
export function bytesOfSchedule(schedule: Schedule): Uint8Array {
  const writer = new ByteWriter()
  writeSchedule(schedule, writer)
  return writer.written
}
