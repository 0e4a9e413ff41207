import { builtModule, wasmPageBytes } from '../wasm/module.js'
import type { Operands } from './operands.js'
import { maxExtent, type Workload } from './workload.js'

/** What assembly/reference.ts exports. */
interface Code {
  multiply(a: number, b: number, sums: number, rows: number, columns: number, stride: number): void
}

/** Rows of an operand at a time, if so many fit: enough that copying them is nothing beside their products. */
const mostRows = 256
/** Bytes for rows of an operand at a time: two of the longest there are, for code multiplies pairs. */
const panelBytes = 2 * maxExtent
/** Bytes of a row at a time. */
const lanes = 16

/** Where rows of A, rows of B and their sums lie. */
const atA = wasmPageBytes
const atB = atA + panelBytes
const atSums = atB + panelBytes
const memoryBytes = atSums + 4 * mostRows * mostRows

/** The code and what it works on. */
function load() {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(memoryBytes / wasmPageBytes) })
  const { exports } = new WebAssembly.Instance<Code>(builtModule('reference'), { env: { memory } })
  return { code: exports, bytes: new Int8Array(memory.buffer), sums: new Int32Array(memory.buffer, atSums) }
}

/** Loaded when it is first needed: few commands multiply anything. */
let loaded: ReturnType<typeof load> | null = null

/** Rows of k bytes, from `first` to before `end`, each `stride` apart with zeros in between. */
function place(
  to: Int8Array,
  at: number,
  from: Int8Array,
  k: number,
  first: number,
  end: number,
  stride: number,
): void {
  for (let row = first, target = at; row < end; row++, target += stride) {
    to.set(from.subarray(row * k, (row + 1) * k), target)
    to.fill(0, target + k, target + stride)
  }
}

const even = (count: number): number => count + (count & 1)

/** Some rows of A times some rows of B: sums of rows [firstA, endA) and columns [firstB, endB). */
export interface Panel {
  readonly firstA: number
  readonly endA: number
  readonly firstB: number
  readonly endB: number
  /** int32, `stride` a row of A; good until the next panel. */
  readonly sums: Int32Array
  readonly stride: number
}

/**
 * The sums of products, panel by panel, for all of them can take gigabytes: k is at most 2^16 and a product at most 2^14,
 * so no sum wraps.
 */
export function* productSums({ m, n, k }: Workload, { a, b }: Operands): Generator<Panel> {
  loaded ??= load()
  const { code, bytes, sums } = loaded
  const stride = Math.ceil(k / lanes) * lanes
  const rows = Math.min(mostRows, Math.floor(panelBytes / stride) & ~1)
  for (let firstB = 0; firstB < n; firstB += rows) {
    const endB = Math.min(n, firstB + rows)
    const columns = even(endB - firstB)
    place(bytes, atB, b, k, firstB, endB, stride)
    for (let firstA = 0; firstA < m; firstA += rows) {
      const endA = Math.min(m, firstA + rows)
      place(bytes, atA, a, k, firstA, endA, stride)
      // Where the last of a pair is missing, the row before is multiplied with what lies there, for nobody.
      code.multiply(atA, atB, atSums, even(endA - firstA), columns, stride)
      yield { firstA, endA, firstB, endB, sums, stride: columns }
    }
  }
}
