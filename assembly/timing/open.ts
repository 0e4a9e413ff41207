import { computes, entryAt, loads, Module, stores } from './module'
import { logEnd, logStart } from './program'

/** Of the instructions in the queues, writes down that those that have not gone have no start, and that none has an end. */
export function logOpen(): void {
  logOpenOf(loads)
  logOpenOf(computes)
  logOpenOf(stores)
}

function logOpenOf(m: Module): void {
  for (let place = m.ended; place != m.moved; place++) {
    const instruction = entryAt(m, place).instruction
    logEnd(instruction, -1)
    if (place != m.ended || !m.busy) logStart(instruction, -1)
  }
}
