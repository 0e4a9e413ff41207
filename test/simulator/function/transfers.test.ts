import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Hardware, memoryId } from '../../../src/hardware/hardware.js'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { FunctionalMachine } from '../../../src/simulator/function/machine.js'
import { inProgramOrder, load, place, programOf, store, type TransferFields } from './programs.js'

const pad = fc.oneof(fc.constant(0), fc.nat(15))
const fields = fc.record({
  scratchpadIndex: fc.nat(2047),
  dramIndex: fc.nat(60),
  ySize: fc.integer({ min: 1, max: 4 }),
  xSize: fc.integer({ min: 1, max: 4 }),
  xStride: fc.nat(6),
  yPadTop: pad,
  yPadBottom: pad,
  xPadLeft: pad,
  xPadRight: pad,
})

/** DRAM whose bytes tell where they are from. */
const image = (dramBytes: number): Uint8Array =>
  Uint8Array.from({ length: dramBytes }, (_, i) => (i * 7 + (i >> 8)) | 1)

const loaded = ['uop', 'wgt', 'inp', 'acc'] as const

/** What a load leaves in a scratchpad: position by position of its padded rows, top to bottom, left to right. */
function expectedLoad(
  before: Uint8Array,
  f: Omit<TransferFields, 'memory' | 'unused'>,
  memory: Uint8Array,
  eb: number,
  depth: number,
): Uint8Array {
  const width = f.xPadLeft + f.xSize + f.xPadRight
  const height = f.yPadTop + f.ySize + f.yPadBottom
  for (let position = 0; position < width * height; position++) {
    const row = Math.floor(position / width) - f.yPadTop
    const column = (position % width) - f.xPadLeft
    const isData = row >= 0 && row < f.ySize && column >= 0 && column < f.xSize
    const from = (f.dramIndex + row * f.xStride + column) * eb
    const element = new Uint8Array(eb)
    if (isData) element.set(memory.subarray(from, from + eb))
    before.set(element, ((f.scratchpadIndex + position) % depth) * eb)
  }
  return before
}

function machineOf(hardware: Hardware): FunctionalMachine {
  const machine = new FunctionalMachine(hardware)
  machine.scratchpads.launch({ rubbish: 1 })
  return machine
}

describe.each(presetNames)('transfers of %s', (name) => {
  const hardware = preset(name)

  it.each(loaded)('a load of %s puts zeros around the rows it reads', (memory) => {
    const eb = hardware.elementBytes[memory]
    const depth = hardware.depth[memory]
    const machine = machineOf(hardware)
    fc.assert(
      fc.property(fields, (f) => {
        // Even a block of 34 by 34 elements is smaller than any scratchpad but WGT.
        const small = memory === 'wgt' ? { ...f, yPadTop: 0, xPadRight: 1 } : f
        const program = programOf([load({ ...small, memory: memoryId[memory] })])
        const dram = image(program.dramBytes)
        const before = machine.scratchpads.bytes[memory].slice()
        machine.run(program, dram, inProgramOrder(program), 'keep')
        const after = machine.scratchpads.bytes[memory].slice()
        expect(Buffer.from(after).equals(expectedLoad(before, small, dram, eb, depth))).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  it('a store writes its rows of OUT and nothing else', () => {
    const eb = hardware.elementBytes.out
    const machine = machineOf(hardware)
    fc.assert(
      fc.property(fields, (f) => {
        const program = programOf([store(f)])
        const dram = image(program.dramBytes)
        const expected = dram.slice()
        for (let row = 0; row < f.ySize; row++) {
          for (let column = 0; column < f.xSize; column++) {
            const from = ((f.scratchpadIndex + row * f.xSize + column) % hardware.depth.out) * eb
            const element = machine.scratchpads.out.slice(from, from + eb)
            expected.set(new Uint8Array(element.buffer), (f.dramIndex + row * f.xStride + column) * eb)
          }
        }
        machine.run(program, dram, inProgramOrder(program), 'keep')
        expect(Buffer.from(dram).equals(expected)).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  it('a transfer of no columns moves nothing, its pads neither', () => {
    const machine = machineOf(hardware)
    const program = programOf([
      load({ memory: 2, yPadTop: 3, xPadLeft: 2 }),
      store({ dramIndex: place.output }),
    ])
    const dram = image(program.dramBytes)
    const inp = machine.scratchpads.inp.slice()
    machine.run(program, dram, inProgramOrder(program), 'keep')
    expect(machine.scratchpads.inp).toEqual(inp)
    expect(dram).toEqual(image(program.dramBytes))
  })

  it('rows that stride out of DRAM are read as zeros', () => {
    const machine = machineOf(hardware)
    const eb = hardware.elementBytes.inp
    const program = programOf([
      load({ memory: 2, dramIndex: 0x10000 / eb - 1, ySize: 2, xSize: 1, xStride: 5 }),
    ])
    machine.run(program, image(program.dramBytes), inProgramOrder(program), 'keep')
    const two = machine.scratchpads.bytes.inp.slice(0, 2 * eb)
    expect(two.subarray(eb)).toEqual(new Uint8Array(eb))
    expect(two.subarray(0, eb)).toEqual(image(program.dramBytes).subarray(-eb))
  })
})
