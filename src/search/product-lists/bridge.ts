import { opcode, opcodeAt, resetAt, ySizeAt } from '../../isa/fields.js'
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
 * comes to an empty FIFO. Bursts of micro-ops that are served in just that time keep the FIFO from running empty
 * (timing.md 7.3; docs/bounds.md, "Gaps between loads"): the gap is 7 cycles then instead of 23. There are two ways:
 *
 * - A load of micro-ops in two bursts, one of 7 beats and another behind it, granted behind the last burst of the load of
 *   data: it is served when that ends, and its second burst in the cycle before the next load's first one is seen. This
 *   is for loads of few bursts, which are granted at once.
 * - One burst that comes so late that the start-up it pays itself ends just then: the load of micro-ops starts 16
 *   cycles before the load of data is done, and compute idles until then.
 */

/** Micro-ops in the first burst of a bridge: 7 beats. */
export const bridgeFront = 14
/** Cycles before the end of a load when a bridge begins at the latest; one burst begins just then. */
const latest = 8
const oneBurst = 16
/**
 * Behind a bridge of one burst the next load begins 16 cycles sooner than without, and the product that waits for the one
 * before 6 cycles later: so much less is there to wait for the next bridge.
 */
const shift = 22
/** Cycles from the end of a load until compute is done with its bridge, about. */
const behindBridge = 8
/** Cycles that an idling instruction costs beyond its iterations, and the one before the load. */
const perInstruction = 8
/** Cycles from a load's start until its bursts are granted, two more for each; and how many can be (timing.md 7.2). */
const untilGrants = 12
const tags = 16

/**
 * Loads of micro-ops that bridge the gaps between a program's loads, where compute has the time.
 * @param trace of the program without them. @param burstBeats of the longest burst.
 */
export function bridges(trace: Trace, burstBeats: number): readonly UopLoad[] {
  const loads = windows(trace, burstBeats)
  const products = productStarts(trace)
  const found: UopLoad[] = []
  let product = 0
  /** When the last bridge's gap began: compute is free some cycles behind that. */
  let bridged = 0
  for (const { from, end } of loads.slice(0, -1)) {
    while (product < products.length && products[product].start < end) product++
    if (product === products.length) break
    const last = found.at(-1)?.[0] ?? -1
    const free = last === product ? bridged + behindBridge : products[product].free
    if (from === null) {
      const wait = end - oneBurst - free - perInstruction - (last >= product - 1 ? shift : 0)
      if (wait <= 0) continue
      found.push([product, wait, 0])
    } else if (Math.max(free, from) < end - latest) {
      found.push([product, Math.max(0, from - free - perInstruction), bridgeFront])
    } else continue
    bridged = end
  }
  return found
}

/** By load of A or B: when its last burst is granted, about (null where there are many), and when it is done. */
function windows(
  { instructions, start, end }: Trace,
  burstBeats: number,
): readonly { from: number | null; end: number }[] {
  const found: { from: number | null; end: number }[] = []
  for (let i = 0; i < end.length; i++) {
    const at = i * wordsPerInstruction
    if (moduleOf(instructions, at) !== moduleIndex.load) continue
    const bursts = ySizeAt(instructions, at) + Math.ceil((end[i] - start[i]) / burstBeats)
    found.push({ from: bursts > tags ? null : start[i] + untilGrants + 2 * bursts, end: end[i] })
  }
  return found
}

/** When each product starts, and when compute had done all before it. */
function productStarts({ instructions, start, end }: Trace): readonly { start: number; free: number }[] {
  const found: { start: number; free: number }[] = []
  let free = 0
  for (let i = 0; i < end.length; i++) {
    const at = i * wordsPerInstruction
    if (moduleOf(instructions, at) !== moduleIndex.compute) continue
    if (opcodeAt(instructions, at) === opcode.gemm && resetAt(instructions, at) === 0) {
      found.push({ start: start[i], free })
    }
    free = end[i]
  }
  return found
}
