import { moduleOf } from '../../isa/module-of.js'
import { wordsPerInstruction } from '../../isa/program.js'
import type { Timing } from '../result.js'

/** Instructions of each module that started, in program order. */
function startedByModule(words: Uint32Array, { start, fault }: Timing): number[][] {
  const started: number[][] = [[], [], []]
  const count = words.length / wordsPerInstruction
  for (let i = 0; i < count; i++) {
    const module = moduleOf(words, i * wordsPerInstruction)
    if (module >= 0 && start[i] >= 0 && i !== fault?.instruction) started[module].push(i)
  }
  return started
}

/**
 * Instructions in the order they started, which is the order their effects are applied in; the one at fault is left
 * out. Each module starts its own in program order.
 */
export function startOrder(words: Uint32Array, timing: Timing): Int32Array {
  const queues = startedByModule(words, timing)
  const next = [0, 0, 0]
  const order = new Int32Array(queues[0].length + queues[1].length + queues[2].length)
  const startOf = (module: number): number => {
    const queue = queues[module]
    return next[module] < queue.length ? timing.start[queue[next[module]]] : Infinity
  }
  for (let i = 0; i < order.length; i++) {
    let first = 0
    for (let module = 1; module < 3; module++) if (startOf(module) < startOf(first)) first = module
    order[i] = queues[first][next[first]++]
  }
  return order
}
