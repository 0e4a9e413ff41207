import { gunzipSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/hardware/input.js'
import { preset } from '../../src/hardware/presets.js'
import { readBundle, writeBundle } from '../../src/isa/bundle.js'
import { requireShape } from '../../src/isa/bundle-header.js'
import { initialMemory } from '../../src/isa/image.js'
import { bundleShape, type Program } from '../../src/isa/program.js'
import { goldenFile, goldenFiles, goldenFolders } from './golden.js'

const pynq = preset('pynq')

/** Two pages and a bit of DRAM: instructions near its start, data right around them, the output at the end. */
const arbitraryProgram: fc.Arbitrary<Program> = fc
  .record({
    instructions: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    before: fc.uint8Array({ maxLength: 64 }),
    after: fc.uint8Array({ maxLength: 5000 }),
  })
  .map(({ instructions, before, after }) => ({
    instructions: new Uint32Array(instructions.slice().buffer),
    instructionAddress: 64,
    dramBytes: 9000,
    segments: [
      { address: 0, bytes: before },
      { address: 96, bytes: after },
    ],
    output: { address: 8990, bytes: 10 },
  }))

const sample: Program = {
  instructions: Uint32Array.of(3, 0, 0, 0),
  instructionAddress: 4096,
  dramBytes: 3 * 4096,
  segments: [{ address: 8, bytes: Uint8Array.of(1, 2, 3) }],
  output: { address: 8192, bytes: 16 },
}

const messageOf = (file: Uint8Array): string => {
  try {
    readBundle(file, 'x.vtap')
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'no error'
}

/** The sample as a bundle, some bytes of it replaced. */
function spoilt(sparse: boolean, offset: number, ...bytes: number[]): Uint8Array {
  const file = writeBundle(sample, pynq, { sparse, gzip: false })
  file.set(bytes, offset)
  return file
}

describe('program bundles', () => {
  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('read back as written (sparse %s, gzip %s)', (sparse, gzip) => {
    fc.assert(
      fc.property(arbitraryProgram, (program) => {
        const { program: read, shape } = readBundle(writeBundle(program, pynq, { sparse, gzip }), 'p')
        expect(read.instructions).toEqual(program.instructions)
        expect(read.output).toEqual(program.output)
        expect(read.instructionAddress).toBe(program.instructionAddress)
        expect(initialMemory(read)).toEqual(initialMemory(program))
        expect(shape).toEqual(bundleShape(pynq))
      }),
      { numRuns: 30 },
    )
  })

  it.each(goldenFolders)('written again, every golden of %s has the same bytes', (folder) => {
    const hardware =
      { 'programs-block8': 'block8', 'programs-block32': 'block32' }[folder as string] ?? 'pynq'
    for (const { name, bytes } of goldenFiles(folder)) {
      const { program } = readBundle(bytes, name)
      const written = writeBundle(program, preset(hardware), { sparse: true, gzip: false })
      expect(Buffer.from(written).equals(gunzipSync(bytes)), name).toBe(true)
    }
  })

  it('no segment of a read bundle holds instructions', () => {
    const { program } = readBundle(goldenFile('programs', 'gemm-7011').bytes, 'gemm-7011')
    const end = program.instructionAddress + 4 * program.instructions.length
    const inside = program.segments.filter(
      ({ address, bytes }) => address < end && address + bytes.length > program.instructionAddress,
    )
    expect(inside).toEqual([])
  })

  it('a sparse bundle of 1 GiB costs the memory of its pages', () => {
    const program = { ...sample, dramBytes: 2 ** 30, output: { address: 2 ** 30 - 16, bytes: 16 } }
    const file = writeBundle(program, pynq, { sparse: true, gzip: true })
    expect(file.length).toBeLessThan(1000)
    const before = process.memoryUsage().rss
    expect(initialMemory(readBundle(file, 'p').program)[9]).toBe(2)
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28)
  })

  it('one for another machine names the field that disagrees', () => {
    expect(() => requireShape(bundleShape(preset('block8')), pynq, 'x.vtap')).toThrow(
      'x.vtap: block_in: log2 is 3 in the header, but 4 on hardware pynq',
    )
  })
})

const dense = writeBundle(sample, pynq, { sparse: false, gzip: false })
const sparse = writeBundle(sample, pynq, { sparse: true, gzip: false })
const secondPage = 68 + 4100

/** A sparse bundle whose last page has a byte at 8292, and whose DRAM then ends at 8208. */
function shortened(): Uint8Array {
  const program = { ...sample, segments: [{ address: 8292, bytes: Uint8Array.of(1) }] }
  const file = writeBundle(program, pynq, { sparse: true, gzip: false })
  file.set([0x10, 0x20], 8)
  return file
}

describe('a malformed bundle is an error that names file, field, value and limit', () => {
  it.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(0), 'header: 0 bytes, but a header has 64'],
    ['a cut header', dense.subarray(0, 63), 'header: 63 bytes, but a header has 64'],
    [
      'another magic',
      spoilt(false, 0, 0x50),
      'magic: not a program bundle: starts with "PTAP", not "VTAP" or "VTAS"',
    ],
    ['another version', spoilt(false, 4, 2), 'version: 2, but only version 1 is known'],
    ['too much DRAM', spoilt(false, 11, 0x80), 'dram_bytes: 2147495936, but at most 1073741824 (1 GiB)'],
    ['DRAM beyond 32 bits', spoilt(true, 12, 1), 'dram_bytes: 4294979584, but at most 1073741824 (1 GiB)'],
    ['odd instructions', spoilt(false, 16, 8), 'instruction_address: 4104 is not a multiple of 16'],
    [
      'instructions beyond DRAM',
      spoilt(false, 20, 0xff, 0xff, 0xff, 0xff),
      'instructions: 68719476720 bytes at 4096 end beyond DRAM, which has 12288 bytes',
    ],
    [
      'output beyond DRAM',
      spoilt(false, 24, 0xf1, 0x2f),
      'output: 16 bytes at 12273 end beyond DRAM, which has 12288 bytes',
    ],
    ['bytes after the shape', spoilt(false, 60, 7), 'header: byte 60 is 7, but bytes 43 to 63 are zero'],
    ['a cut image', dense.subarray(0, -1), 'length: 12351 bytes, but its header announces 12352'],
    [
      'trailing bytes',
      Buffer.concat([dense, Buffer.of(0)]),
      'length: 12353 bytes, but its header announces 12352',
    ],
    ['no page count', sparse.subarray(0, 66), 'page_count: the file ends after 66 bytes, before the count'],
    ['too many pages', spoilt(true, 64, 4), 'page_count: 4 pages, but DRAM has 3 of 4096 bytes'],
    ['a cut page', sparse.subarray(0, -1), 'length: 8267 bytes, but its header announces 8268'],
    [
      'a page beyond DRAM',
      spoilt(true, secondPage, 3),
      'page 3: has bytes beyond DRAM, which has 12288 bytes',
    ],
    ['a page twice', spoilt(true, secondPage, 0), 'page 0: is there more than once'],
    [
      'bytes of the last page beyond DRAM',
      shortened(),
      'page 2: has bytes beyond DRAM, which has 8208 bytes',
    ],
    [
      'a gzip bomb',
      gzipSync(Buffer.concat([sparse, Buffer.alloc(2 ** 24)])),
      'gzip: inflates to more than the 8268',
    ],
    ['broken gzip', gzipSync(dense).subarray(0, -12), 'gzip: Error: unexpected end of file'],
    ['gzip of nothing', gzipSync(Buffer.alloc(0)), 'header: 0 bytes, but a header has 64'],
  ])('%s', (_, file, message) => {
    expect(messageOf(file)).toContain(`x.vtap: ${message}`)
  })

  it('whatever its bytes are', () => {
    fc.assert(
      fc.property(
        fc.nat(71),
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (offset, bytes, zipped) => {
          const file = spoilt(true, offset, ...bytes)
          expect(messageOf(zipped ? gzipSync(file) : file)).toMatch(/^x\.vtap: |^no error$/)
        },
      ),
    )
  })
})
