import { InputError } from '../hardware/input.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { maxDramBytes } from '../isa/program.js'
import { extentsOf } from './tiles.js'

/** Bytes of DRAM that a tensor or table takes. */
export interface Area {
  readonly address: number
  readonly bytes: number
}

/** Where a program's packed tensors lie in DRAM; micro-ops and instructions come behind them. */
export interface Layout {
  readonly a: Area
  readonly b: Area
  readonly bias: Area | null
  readonly c: Area
  /** First free address behind the tensors, on a page. */
  readonly end: number
}

/** Areas start on pages, so that no tensor's rows are split by where the tensor happens to start. */
const pageBytes = 4096

export const nextPage = (address: number): number => Math.ceil(address / pageBytes) * pageBytes

/**
 * Lays A, B, bias and C out from the second page on (the first stays free: an address of 0 is a mistake).
 * @throws InputError when they need more than the 1 GiB that a program may have.
 */
export function layOut(workload: Workload, hardware: Hardware): Layout {
  const { m, n, k } = extentsOf(workload, hardware)
  const { inp, wgt, acc, out } = hardware.elementBytes
  let end = pageBytes
  const area = (bytes: number): Area => {
    const address = end
    end = nextPage(end + bytes)
    return { address, bytes }
  }
  const a = area(m * k * inp)
  const b = area(n * k * wgt)
  const bias = workload.epilogue.bias ? area(n * acc) : null
  const c = area(m * n * out)
  if (end > maxDramBytes) {
    throw new InputError(
      'workload',
      `its packed tensors take ${end} bytes of DRAM, a program may have ${maxDramBytes}`,
    )
  }
  return { a, b, bias, c, end }
}
