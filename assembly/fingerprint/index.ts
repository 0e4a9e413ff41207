import { bits, elementBytes } from './field'
import { results } from './tables'

/** Programs run on fingerprints of blocks instead of data: what src/measure/quick-checks.ts loads. */
export { place } from '../scratchpads'
export { fillRandom } from './field'
export { setTable } from './tables'
export { run } from './run'
export { isOrderly } from './orderly'
export { expectBias, expectPass, expectProducts } from './expected'

/** Elements of the results that are not what is expected. */
export function countWrong(expected: usize): u32 {
  let wrong: u32 = 0
  for (let i: u32 = 0; i < results.count; i++) {
    const at = i * elementBytes
    if (bits(results.at + at) != bits(expected + at)) wrong++
  }
  return wrong
}
