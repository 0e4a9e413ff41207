/** A bound from statements, and the front end that writes them: what src/search/flow-bound.ts loads. */
export { setHardware } from './machine'
export { flowCycles } from './bound'
export * from '../compiler/front-end'
