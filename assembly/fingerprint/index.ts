/** Programs run on fingerprints of blocks instead of data: what src/measure/quick-checks.ts loads. */
export { place } from '../scratchpads'
export { fillRandom } from './field'
export { keepImage } from './pads'
export { setTable } from './tables'
export { checkAsWritten, checkInOrder } from './check'
export { expectBias, expectPass, expectProducts } from './expected'
