import { never } from './clock'
import { endsIn } from './completion'
import { execute } from './execution'
import { goesBeyond, lastGo } from './horizon'
import { entryAt, Module, popNext, popPrev } from './module'
import { logStart } from './program'
import { isEmpty, pop, thereFrom } from './tokens'

/**
 * Control of a module (timing.md 4): settles its instructions as far as can be.
 *
 * It goes in the first cycle in which it is idle, the head of its queue is visible and all tokens that the head pops are
 * there. Nothing can change that cycle once all of them have a time, so an instruction is settled as soon as they have,
 * however far ahead of the latest grant: what is not settled by then comes after the next grant.
 */
export function settle(m: Module): void {
  if (m.busy) return
  const moved = m.moved
  let idleFrom = m.idleFrom
  for (let place = m.ended; place != moved; place++) {
    const head = entryAt(m, place)
    const at = head.words
    const w0 = load<u32>(at)
    const flags = w0 & m.flags
    let go = max(idleFrom, head.cycle)
    // Both tokens of an instruction are taken together or not at all (timing.md 12.14).
    if ((flags & popPrev) != 0) {
      if (isEmpty(m.fromPrev)) return
      go = max(go, thereFrom(m.fromPrev))
    }
    if ((flags & popNext) != 0) {
      if (isEmpty(m.fromNext)) return
      go = max(go, thereFrom(m.fromNext))
    }
    if (go > lastGo) return goesBeyond()
    if ((flags & popPrev) != 0) pop(m.fromPrev, go)
    if ((flags & popNext) != 0) pop(m.fromNext, go)
    const instruction = head.instruction
    logStart(instruction, go + 1)
    const done = execute(m, instruction, at, go)
    if (done == never) {
      m.busy = true
      return
    }
    if (!endsIn(m, head, w0, done)) return
    idleFrom = done + 1
  }
}
