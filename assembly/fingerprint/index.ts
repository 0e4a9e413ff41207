/** Programs run on formulas instead of data: what src/measure/quick-checks.ts loads. */
export { placeMicroOps } from '../micro-ops'
export { placePad } from './segments'
export { drawFactors, setTensor } from './tensors'
export { setMicroOps } from './loaded-micro-ops'
export { defineBias, definePass, defineProducts, placeStored } from './results'
export { checkAsWritten, checkInOrder } from './check'
