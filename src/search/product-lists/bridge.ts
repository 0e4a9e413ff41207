import { opcode, opcodeAt, resetAt } from '../../isa/fields.js'
import { moduleIndex, moduleOf } from '../../isa/module-of.js'
import { wordsPerInstruction } from '../../isa/program.js'
import type { UopLoad } from '../../compiler/schedule.js'

/** A program with the cycles in which its instructions began and ended. */
export interface Trace {
  readonly instructions: Uint32Array
  readonly start: Int32Array
  readonly end: Int32Array
}

/*
 * Between two loads of A or B the memory pays its start-up: the next load begins when the last is done, and its burst
 * comes to an empty FIFO. A burst of micro-ops that is served in just that time keeps the FIFO from running empty
 * (timing.md 7.3; docs/bounds.md, "Gaps between loads"): the gap is 7 cycles then instead of 23. For that, the load of
 * micro-ops has to start 16 cycles before the load of data is done, and compute has to have nothing else to do: it
 * idles until then.
 */

/** Cycles from the start of a load of micro-ops to the best time for the next load. */
const ahead = 16
/**
 * Behind a bridge the next load begins 16 cycles sooner than without, and the product that waits for the one before 6
 * cycles later: so much less is there to wait for the next bridge.
 */
const shift = 22
/** Cycles that an idling instruction costs beyond its iterations, and the one before the load. */
const perInstruction = 8

/**
 * Loads of micro-ops that bridge the gaps between a program's loads, where compute idles anyway.
 * @param trace of the program without them.
 */
export function bridges(trace: Trace): readonly UopLoad[] {
  const loads = loadEnds(trace)
  const found: UopLoad[] = []
  const products = productStarts(trace)
  let product = 0
  let bridged = -1
  for (const end of loads.slice(0, -1)) {
    const start = end - ahead
    while (product < products.length && products[product].start <= start) product++
    if (product === products.length) break
    const wait = start - products[product].free - perInstruction - (bridged === product - 1 ? shift : 0)
    if (product === 0 || wait <= 0) continue
    found.push([product, wait])
    bridged = product
  }
  return found
}

/** When each load of A or B is done. */
function loadEnds({ instructions, end }: Trace): readonly number[] {
  const ends: number[] = []
  for (let i = 0; i < end.length; i++) {
    if (moduleOf(instructions, i * wordsPerInstruction) === moduleIndex.load) ends.push(end[i])
  }
  return ends
}

/** When each product starts, and when compute had done all before it. */
function productStarts({ instructions, start, end }: Trace): readonly { start: number; free: number }[] {
  const found: { start: number; free: number }[] = []
  let free = 0
  for (let i = 0; i < end.length; i++) {
    const at = i * wordsPerInstruction
    if (moduleOf(instructions, at) !== moduleIndex.compute) continue
    if (opcodeAt(instructions, at) === opcode.gemm && resetAt(instructions, at) === 0)
      found.push({ start: start[i], free })
    free = end[i]
  }
  return found
}
