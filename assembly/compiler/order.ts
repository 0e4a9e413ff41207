import { instructions } from './instructions'
import { Region, Ring, ringA, ringB, ringC } from './regions'
import { computeToLoad, computeToStore, loadToCompute, storeToCompute } from './tokens'

/*
 * Who waits for whom. The modules run side by side, each in order; a token is all that orders two of them. A step that
 * needs what an earlier step of another module did waits for it. Nothing else waits: no token is spent on an order that
 * an earlier one already gave.
 */

let lastStore: i32 = -1
/** The step that all loads of A and B wait for; -1 none. */
let first: i32 = -1

/** The instruction just written. */
function lastStep(): i32 {
  return instructions.count - 1
}

/** Forgets all that was waited for. */
export function beginOrder(): void {
  lastStore = first = -1
  loadToCompute.clear()
  computeToLoad.clear()
  computeToStore.clear()
  storeToCompute.clear()
}

/** A region is taken: nothing has used it, and what it took the place of will not be used any more. */
export function orderTake(ring: Ring, number: i32): void {
  const region = ring.get(number)
  region.written = -1
  region.read = -1
  let free = -1
  for (let r = region.evictedFrom; r < region.evictedTo; r++) free = max(free, ring.get(r).read)
  region.free = free
}

/** Loads of A and B that come from here on wait for the last step. */
export function orderFirst(): void {
  first = lastStep()
}

/** The last step loads into a region of A or B. */
export function orderLoad(region: Region): void {
  const step = lastStep()
  computeToLoad.wait(step, max(region.free, first))
  region.written = step
}

/** The last step multiplies regions of A and B into one of C. */
export function orderProduct(a: i32, b: i32, c: i32): void {
  const step = lastStep()
  const ofA = ringA.get(a)
  const ofB = ringB.get(b)
  loadToCompute.wait(step, max(ofA.written, ofB.written))
  ofA.read = step
  ofB.read = step
  orderOut(c)
}

/** The last step writes a region of OUT, beside ACC, which a store may still be reading; a reset leaves OUT alone. */
export function orderOut(c: i32): void {
  const step = lastStep()
  const ofC = ringC.get(c)
  storeToCompute.wait(step, ofC.free)
  ofC.written = step
}

/** The last step stores from a region of C. */
export function orderStore(c: i32): void {
  const step = lastStep()
  const ofC = ringC.get(c)
  computeToStore.wait(step, ofC.written)
  ofC.read = step
  lastStore = step
}

/** The last step ends the program, and waits for the last store. */
export function orderFinish(): void {
  storeToCompute.wait(lastStep(), lastStore)
}
