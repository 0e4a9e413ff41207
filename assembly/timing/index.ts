import { setSignatures } from '../repeats/signature'
import { FETCH } from './arbiter'
import { setDma } from './dma'
import { linkExecutors, setFetch } from './fetch'
import { linkModules } from './module'
import { setStartUpDelay } from './server'
import { setStore } from './store-engine'

/** The timing machine: what src/simulator/timing/machine.ts loads. */
export { begin } from './program'
export { run } from './machine'
export { reportRun } from './report'
export { findRepeats, setStretches, stretchesAt } from './text'
export { setDma, setSignatures }

/** Says what the machine is like, but for its DMAs. */
export function setMachine(burstBeats: u32, startUpDelay: i32, outBytes: u32): void {
  linkModules()
  linkExecutors()
  setDma(FETCH, 0, burstBeats, 1, 0)
  setStartUpDelay(startUpDelay)
  setFetch(burstBeats / 2)
  setStore(outBytes, burstBeats)
}
