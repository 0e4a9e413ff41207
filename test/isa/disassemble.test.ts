import { describe, expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { readBundle } from '../../src/isa/bundle.js'
import { disassemble } from '../../src/isa/disassemble.js'
import { type GoldenFolder, goldenFile, goldenFiles } from './golden.js'

function textOf(folder: GoldenFolder, name: string): string {
  const { bytes } = goldenFile(folder, name)
  return disassemble(readBundle(bytes, name).program, preset('pynq'))
}

describe('disassembly', () => {
  it.each([
    ['a matrix product', 'programs', 'gemm-7014'],
    ['ALU forms', 'programs', 'compute-7006'],
    ['transfers with pads and odd strides', 'programs-edges', 'fuzz-199'],
    ['an unknown opcode', 'programs-edges', 'edge-zero-op5-1'],
  ] as const)('of %s', async (_, folder, name) => {
    await expect(textOf(folder, name)).toMatchFileSnapshot(`../golden/disassembly/${name}.txt`)
  })

  it('has a line for every instruction of whatever program', () => {
    for (const { name, bytes } of goldenFiles('programs-edges')) {
      const { program } = readBundle(bytes, name)
      const lines = disassemble(program, preset('pynq')).split('\n')
      const indices = lines.map((line) => /^ *(\d+) /.exec(line)?.[1]).filter((index) => index !== undefined)
      const expected = Array.from({ length: program.instructions.length / 4 }, (__, i) => String(i))
      // The first line counts the instructions, and so begins with a number too.
      expect(indices.slice(1), name).toEqual(expected)
    }
  })
})
