import type { Hardware } from '../hardware/hardware.js'
import { moduleIndex, moduleOf } from '../isa/module-of.js'
import { wordsPerInstruction } from '../isa/program.js'
import { queueEntries } from '../simulator/timing/structure.js'

/** One batch of instructions on its way from memory to the queues (timing.md 6). */
export interface Batch {
  /** Instructions [first, end). */
  readonly first: number
  readonly end: number
  /** Cycle in which its command is offered. */
  readonly offered: number
  /** Cycle from which on its instructions are moved. */
  readonly drain: number
}

/** When fetch moved what. */
export interface FetchReplay {
  readonly batches: readonly Batch[]
  /** First cycle in which its module sees an instruction; -1 when it never moved. */
  readonly visible: Int32Array
  /** The instruction whose end made room in the queue, where fetch waited for that; -1 where it did not. */
  readonly room: Int32Array
}

/**
 * Works out fetch's moves from the last beats of its bursts and the ends of instructions: an instruction moves a cycle
 * after the one before, once its module's queue has a place (timing.md 6).
 */
export function replayFetch(
  words: Uint32Array,
  end: Int32Array,
  lastBeats: readonly number[],
  { burstBeats }: Hardware,
): FetchReplay {
  const count = end.length
  const visible = new Int32Array(count).fill(-1)
  const room = new Int32Array(count).fill(-1)
  const queued: number[][] = [[], [], []]
  const batches: Batch[] = []
  let cycle = 0
  for (const [number, lastBeat] of lastBeats.entries()) {
    const first = (number * burstBeats) / 2
    const batch = { first, end: Math.min(count, first + burstBeats / 2) }
    batches.push({ ...batch, offered: cycle + 1, drain: lastBeat + 2 })
    cycle = lastBeat + 2
    for (let i = batch.first; i < batch.end; i++) {
      const module = moduleOf(words, i * wordsPerInstruction)
      if (module === moduleIndex.nowhere) return { batches, visible, room }
      const before = queued[module].at(-queueEntries)
      if (before !== undefined && end[before] < 0) return { batches, visible, room }
      if (before !== undefined && end[before] > cycle) {
        cycle = end[before]
        room[i] = before
      }
      queued[module].push(i)
      visible[i] = ++cycle
    }
  }
  return { batches, visible, room }
}
