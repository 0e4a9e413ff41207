import type { Hardware, Scratchpad } from '../../hardware/hardware.js'
import { type Core, startWasm, wasmOwnBytes, wasmPageBytes } from '../wasm.js'
import { LaunchImage, type LaunchState } from './launch-image.js'

/** ACC elements beyond the hardware's: room for contents that an ALU iteration still reads after they were overwritten. */
const spareAcc = 2

/** Byte addresses in the core's memory: the scratchpads, and INP and WGT once more in the kernel's form (int16). */
function place({ depth, elementBytes }: Hardware) {
  let end = wasmOwnBytes
  const reserve = (bytes: number): number => {
    const address = end
    end += Math.ceil(bytes / 16) * 16
    return address
  }
  const [inp, wgt] = [depth.inp * elementBytes.inp, depth.wgt * elementBytes.wgt]
  const at = {
    acc: reserve((depth.acc + spareAcc) * elementBytes.acc),
    out: reserve(depth.out * elementBytes.out),
    inp: reserve(inp),
    wide: reserve(inp * 2),
    wgt: reserve(wgt),
    packed: reserve(wgt * 2),
    uop: reserve(depth.uop * elementBytes.uop),
  }
  return { at, pages: Math.ceil(end / wasmPageBytes) }
}

/**
 * The five scratchpads in the core's memory: element after element, a WGT element row by row (row = output channel).
 * Indices into a view are element index x values of an element.
 */
export class Scratchpads {
  readonly core: Core
  readonly bytes: Readonly<Record<Scratchpad, Uint8Array>>
  readonly inp: Int8Array
  readonly wgt: Int8Array
  readonly acc: Int32Array
  readonly out: Int8Array
  private readonly image: LaunchImage

  constructor(private readonly hardware: Hardware) {
    const { block, depth, elementBytes } = hardware
    const { at, pages } = place(hardware)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const { buffer } = memory
    const bytesOf = (name: Scratchpad) => new Uint8Array(buffer, at[name], depth[name] * elementBytes[name])
    this.bytes = {
      uop: bytesOf('uop'),
      wgt: bytesOf('wgt'),
      inp: bytesOf('inp'),
      acc: bytesOf('acc'),
      out: bytesOf('out'),
    }
    this.inp = new Int8Array(buffer, at.inp, this.bytes.inp.length)
    this.wgt = new Int8Array(buffer, at.wgt, this.bytes.wgt.length)
    this.acc = new Int32Array(buffer, at.acc, this.bytes.acc.length / 4)
    this.out = new Int8Array(buffer, at.out, this.bytes.out.length)
    this.image = new LaunchImage(this.bytes)
    this.core = startWasm('function', memory)
    this.core.place(
      block,
      at.acc,
      depth.acc,
      at.out,
      at.inp,
      at.wide,
      depth.inp,
      at.wgt,
      at.packed,
      depth.wgt,
      at.uop,
      depth.uop,
    )
  }

  /** Sets the contents at launch; the same seed gives the same rubbish. */
  launch(state: LaunchState): void {
    if (state === 'keep') return
    const { elementBytes } = this.hardware
    const written = this.core.takeWritten()
    this.image.change('acc', written * elementBytes.acc)
    this.image.change('out', written * elementBytes.out)
    this.image.launch(state, (name, bytes) => this.refresh(name, 0, bytes / elementBytes[name]))
  }

  /** Says that a LOAD has changed `count` elements from an index on, which wraps. */
  loaded(name: Scratchpad, first: number, count: number): void {
    const { depth, elementBytes } = this.hardware
    const from = first % depth[name]
    const to = Math.min(from + count, depth[name])
    this.refresh(name, from, to - from)
    this.image.change(name, to * elementBytes[name])
    const wrapped = Math.min(count - (to - from), from)
    if (wrapped > 0) this.loaded(name, 0, wrapped)
  }

  /** Brings the kernel's form of elements up to date. */
  private refresh(name: Scratchpad, first: number, count: number): void {
    if (name === 'inp') this.core.widen(first, count)
    if (name === 'wgt') this.core.pack(first, count)
  }
}
