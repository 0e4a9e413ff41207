import type { Nest } from '../nest.js'

/** Pass 2: each on-chip copy gets the scratchpad that the tensor instruction reads it from. */
export function scope(nest: Nest): Nest {
  const { a, b, bias, c } = nest.buffers
  return {
    ...nest,
    buffers: {
      a: { ...a, scope: 'inp' },
      b: { ...b, scope: 'wgt' },
      bias: { ...bias, scope: 'acc' },
      c: { ...c, scope: 'acc' },
    },
  }
}
