import { gzipSync } from 'node:zlib'
import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import { type BundleHeader, headerBytes, pageBytes, readHeader, writeHeader } from './bundle-header.js'
import { inflateAll, inflateFront, isGzipped } from './gzip.js'
import { copyImage, instructionSegment } from './image.js'
import {
  type BundleShape,
  bundleShape,
  instructionBytes,
  instructionCount,
  type Program,
  type Segment,
  wordsPerInstruction,
} from './program.js'

/** A program as a bundle file holds it, and the shape of the hardware it is for (`requireShape`). */
export interface Bundle {
  readonly program: Program
  readonly shape: BundleShape
}

/** The sparse form: a count, then as many times a page number and the page. */
const countBytes = 4
const recordBytes = 4 + pageBytes

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

/** Pages that follow a sparse header. @throws InputError when the count is missing or above DRAM's pages. */
function pageCount(front: Uint8Array, header: BundleHeader, name: string): number {
  if (front.length < headerBytes + countBytes) {
    throw new InputError(`${name}: page_count`, `the file ends after ${front.length} bytes, before the count`)
  }
  const count = viewOf(front).getUint32(headerBytes, true)
  const limit = Math.ceil(header.dramBytes / pageBytes)
  if (count > limit) {
    throw new InputError(`${name}: page_count`, `${count} pages, but DRAM has ${limit} of ${pageBytes} bytes`)
  }
  return count
}

/** Bytes of the whole bundle, not gzipped, by the front of it. */
function bundleBytes(front: Uint8Array, header: BundleHeader, name: string): number {
  if (!header.sparse) return headerBytes + header.dramBytes
  return headerBytes + countBytes + pageCount(front, header, name) * recordBytes
}

function readPages(bytes: Uint8Array, { dramBytes }: BundleHeader, name: string): Segment[] {
  const view = viewOf(bytes)
  const pages: Segment[] = []
  for (let at = headerBytes + countBytes; at < bytes.length; at += recordBytes) {
    const address = view.getUint32(at, true) * pageBytes
    const inside = Math.min(pageBytes, dramBytes - address)
    const page = bytes.subarray(at + 4, at + recordBytes)
    if (inside <= 0 || !isZero(page.subarray(inside))) {
      throw new InputError(
        `${name}: page ${address / pageBytes}`,
        `has bytes beyond DRAM, which has ${dramBytes} bytes`,
      )
    }
    pages.push({ address, bytes: page.subarray(0, inside) })
  }
  pages.sort((a, b) => a.address - b.address)
  const repeated = pages.findIndex((page, i) => i > 0 && page.address === pages[i - 1].address)
  if (repeated < 0) return pages
  throw new InputError(`${name}: page ${pages[repeated].address / pageBytes}`, 'is there more than once')
}

/** What is left of a segment without the bytes from `from` to `to`: the piece before and the piece after. */
function without({ address, bytes }: Segment, from: number, to: number): Segment[] {
  const before = bytes.subarray(0, Math.max(0, from - address))
  const skipped = Math.max(0, to - address)
  const after = bytes.subarray(skipped)
  return [
    { address, bytes: before },
    { address: address + skipped, bytes: after },
  ].filter((piece) => piece.bytes.length > 0)
}

function programOf(header: BundleHeader, image: readonly Segment[]): Program {
  const { dramBytes, instructionAddress, output } = header
  const end = instructionAddress + header.instructionCount * instructionBytes
  const program: Program = {
    instructions: new Uint32Array(header.instructionCount * wordsPerInstruction),
    instructionAddress,
    dramBytes,
    segments: image.flatMap((segment) => without(segment, instructionAddress, end)),
    output,
  }
  copyImage({ ...program, segments: image }, instructionAddress, instructionSegment(program).bytes)
  return program
}

/**
 * Reads a bundle, dense (`VTAP`) or sparse (`VTAS`), gzipped or not. The program's segments are views of the file's
 * bytes where it is not gzipped. @param name what errors call the file. @throws InputError naming file, field, value
 * and limit.
 */
export function readBundle(file: Uint8Array, name: string): Bundle {
  const front = isGzipped(file) ? inflateFront(file, name) : file
  const header = readHeader(front, name)
  const length = bundleBytes(front, header, name)
  const bytes = isGzipped(file) ? inflateAll(file, name, length) : file
  if (bytes.length !== length) {
    throw new InputError(`${name}: length`, `${bytes.length} bytes, but its header announces ${length}`)
  }
  const image = header.sparse
    ? readPages(bytes, header, name)
    : [{ address: 0, bytes: bytes.subarray(headerBytes) }]
  return { program: programOf(header, image), shape: header.shape }
}

/** Pages that hold anything but zeros, by rising number, each as page number and bytes. */
function usedPages(program: Program): [page: number, bytes: Uint8Array][] {
  const numbers = new Set<number>()
  for (const { address, bytes } of [...program.segments, instructionSegment(program)]) {
    for (let page = Math.floor(address / pageBytes); page * pageBytes < address + bytes.length; page++) {
      numbers.add(page)
    }
  }
  return [...numbers]
    .toSorted((a, b) => a - b)
    .map((page): [number, Uint8Array] => {
      const bytes = new Uint8Array(pageBytes)
      copyImage(program, page * pageBytes, bytes)
      return [page, bytes]
    })
    .filter(([, bytes]) => !isZero(bytes))
}

function sparseBundle(program: Program): Uint8Array {
  const pages = usedPages(program)
  const bytes = new Uint8Array(headerBytes + countBytes + pages.length * recordBytes)
  const view = viewOf(bytes)
  view.setUint32(headerBytes, pages.length, true)
  for (const [i, [page, content]] of pages.entries()) {
    const at = headerBytes + countBytes + i * recordBytes
    view.setUint32(at, page, true)
    bytes.set(content, at + 4)
  }
  return bytes
}

function denseBundle(program: Program): Uint8Array {
  const bytes = new Uint8Array(headerBytes + program.dramBytes)
  copyImage(program, 0, bytes.subarray(headerBytes))
  return bytes
}

/** A program as a bundle file for a hardware: sparse or dense, gzipped or not. */
export function writeBundle(
  program: Program,
  hardware: Hardware,
  { sparse, gzip }: { readonly sparse: boolean; readonly gzip: boolean },
): Uint8Array {
  const bytes = sparse ? sparseBundle(program) : denseBundle(program)
  const header: BundleHeader = {
    sparse,
    dramBytes: program.dramBytes,
    instructionAddress: program.instructionAddress,
    instructionCount: instructionCount(program),
    output: program.output,
    shape: bundleShape(hardware),
  }
  writeHeader(header, bytes)
  return gzip ? gzipSync(bytes) : bytes
}
