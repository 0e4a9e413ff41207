import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { epiloguePasses } from '../epilogue.js'
import { leaf, type Buffer, type Nest } from '../nest.js'
import type { Axis } from '../schedule.js'
import { extentsOf } from '../tiles.js'

const buffer = (name: string, axes: readonly Axis[]): Buffer => ({
  name,
  axes,
  scope: 'host',
  perThread: false,
})

/** Pass 1: the plain loop nest of the workload over packed tensors. It runs on no accelerator yet. */
export function declare(workload: Workload, hardware: Hardware): Nest {
  const { epilogue } = workload
  return {
    workload,
    hardware,
    extents: extentsOf(workload, hardware),
    cutting: null,
    buffers: {
      a: buffer('A_buf', ['m', 'k']),
      b: buffer('B_buf', ['n', 'k']),
      bias: buffer('bias_buf', ['n']),
      c: buffer('C_buf', ['m', 'n']),
    },
    body: [
      leaf('copy_a', ['m', 'k', 'ki']),
      leaf('copy_b', ['n', 'k', 'ci', 'ki']),
      ...(epilogue.bias ? [leaf('copy_bias', ['n', 'ci'])] : []),
      leaf('init', ['m', 'n', 'ci']),
      leaf('update', ['m', 'n', 'ci', 'k', 'ki']),
      ...(epiloguePasses(epilogue).length > 0 ? [leaf('epilogue', ['m', 'n', 'ci'])] : []),
      leaf('write', ['m', 'n', 'ci']),
    ],
  }
}
