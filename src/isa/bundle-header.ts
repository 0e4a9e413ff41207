import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import { bundleShape, type BundleShape, instructionBytes, maxDramBytes } from './program.js'

/** A bundle's header: 64 bytes, little endian (isa.md, "Program bundles"). */
export const headerBytes = 64
export const pageBytes = 4096

const version = 1
const shapeFields = [
  'inp_width',
  'wgt_width',
  'acc_width',
  'out_width',
  'batch',
  'block_in',
  'block_out',
  'uop_buffer',
  'inp_buffer',
  'wgt_buffer',
  'acc_buffer',
] as const

/** Byte offset of each field. */
const at = {
  magic: 0,
  version: 4,
  dram: 8,
  instructionAddress: 16,
  instructionCount: 20,
  outputAddress: 24,
  outputBytes: 28,
  shape: 32,
  zeros: 32 + shapeFields.length,
} as const

export interface BundleHeader {
  /** Pages rather than the whole image follow. */
  readonly sparse: boolean
  readonly dramBytes: number
  readonly instructionAddress: number
  readonly instructionCount: number
  readonly output: { readonly address: number; readonly bytes: number }
  readonly shape: BundleShape
}

type Fail = (field: string, problem: string) => never

function requireInside(fail: Fail, field: string, address: number, bytes: number, dramBytes: number): void {
  if (address + bytes > dramBytes) {
    fail(field, `${bytes} bytes at ${address} end beyond DRAM, which has ${dramBytes} bytes`)
  }
}

function readMagic(bytes: Uint8Array, fail: Fail): boolean {
  const magic = String.fromCharCode(...bytes.subarray(at.magic, at.version))
  if (magic !== 'VTAP' && magic !== 'VTAS') {
    fail('magic', `not a program bundle: starts with ${JSON.stringify(magic)}, not "VTAP" or "VTAS"`)
  }
  return magic === 'VTAS'
}

/** @throws InputError naming the bundle, the field, its value and the limit. */
export function readHeader(bytes: Uint8Array, name: string): BundleHeader {
  const fail: Fail = (field, problem) => {
    throw new InputError(`${name}: ${field}`, problem)
  }
  if (bytes.length < headerBytes) fail('header', `${bytes.length} bytes, but a header has ${headerBytes}`)
  const sparse = readMagic(bytes, fail)
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  const u32 = (offset: number): number => view.getUint32(offset, true)
  if (u32(at.version) !== version) fail('version', `${u32(at.version)}, but only version ${version} is known`)
  const dramBytes = u32(at.dram) + u32(at.dram + 4) * 2 ** 32
  if (dramBytes > maxDramBytes) fail('dram_bytes', `${dramBytes}, but at most ${maxDramBytes} (1 GiB)`)
  const instructionAddress = u32(at.instructionAddress)
  const instructionCount = u32(at.instructionCount)
  if (instructionAddress % instructionBytes !== 0) {
    fail('instruction_address', `${instructionAddress} is not a multiple of ${instructionBytes}`)
  }
  requireInside(fail, 'instructions', instructionAddress, instructionCount * instructionBytes, dramBytes)
  const output = { address: u32(at.outputAddress), bytes: u32(at.outputBytes) }
  requireInside(fail, 'output', output.address, output.bytes, dramBytes)
  const stray = bytes.subarray(at.zeros, headerBytes).findIndex((byte) => byte !== 0)
  if (stray >= 0) {
    fail(
      'header',
      `byte ${at.zeros + stray} is ${bytes[at.zeros + stray]}, but bytes ${at.zeros} to 63 are zero`,
    )
  }
  const shape = [...bytes.subarray(at.shape, at.zeros)]
  return { sparse, dramBytes, instructionAddress, instructionCount, output, shape }
}

/** The header's 64 bytes, into the front of `bytes`. */
export function writeHeader(header: BundleHeader, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  const u32 = (offset: number, value: number): void => view.setUint32(offset, value, true)
  bytes.set(new TextEncoder().encode(header.sparse ? 'VTAS' : 'VTAP'), at.magic)
  u32(at.version, version)
  u32(at.dram, header.dramBytes)
  u32(at.instructionAddress, header.instructionAddress)
  u32(at.instructionCount, header.instructionCount)
  u32(at.outputAddress, header.output.address)
  u32(at.outputBytes, header.output.bytes)
  bytes.set(header.shape, at.shape)
}

/** A bundle made for another machine is bad input. @throws InputError naming the first field that disagrees. */
export function requireShape(shape: BundleShape, hardware: Hardware, name: string): void {
  const wanted = bundleShape(hardware)
  const wrong = wanted.findIndex((log, i) => shape[i] !== log)
  if (wrong < 0) return
  throw new InputError(
    `${name}: ${shapeFields[wrong]}`,
    `log2 is ${shape[wrong]} in the header, but ${wanted[wrong]} on hardware ${hardware.name}`,
  )
}
