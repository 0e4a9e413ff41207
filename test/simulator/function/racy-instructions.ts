import * as fc from 'fast-check'
import { alu, finish, gemm, load, store } from './programs.js'

const flag = fc.boolean()
const tokens = fc.record({ popPrev: flag, popNext: flag, pushPrev: flag, pushNext: flag })
const small = fc.nat(3)
/** Instructions that touch each other's elements and bytes, with or without the tokens that would order them. */
export const racyInstruction = fc.oneof(
  fc
    .tuple(fc.constantFrom(1, 2), small, small, small, tokens)
    .map(([memory, index, dram, xSize, t]) =>
      load({ memory, scratchpadIndex: index, dramIndex: dram, xSize }, t),
    ),
  fc
    .tuple(small, small, small, small, tokens)
    .map(([loopIn, dstIn, srcIn, reset, t]) =>
      gemm({ loopIn: loopIn + 1, dstIn, srcIn, reset: reset === 0 ? 1 : 0 }, t),
    ),
  fc.tuple(small, small, tokens).map(([loopOut, dstOut, t]) => alu({ loopOut: loopOut + 1, dstOut }, t)),
  fc
    .tuple(small, fc.nat(20), small, small, small, tokens)
    .map(([index, dram, ySize, xSize, xStride, t]) =>
      store({ scratchpadIndex: index, dramIndex: dram, ySize: ySize + 1, xSize, xStride }, t),
    ),
  tokens.map((t) => finish(t)),
)
