import { describe, expect, it } from 'vitest'
import { loadHardware, preset, presetNames } from '../../src/hardware/presets.js'

describe('hardware presets', () => {
  it('derives the depths of isa.md whatever the block', () => {
    for (const name of presetNames) {
      expect(preset(name).depth, name).toEqual({ uop: 2048, wgt: 1024, inp: 2048, acc: 2048, out: 2048 })
    }
  })

  it('differs between pynq and de10 in the longest burst alone', () => {
    const { config: pynq, ...pynqSizes } = preset('pynq')
    const { config: de10, ...de10Sizes } = preset('de10')
    expect({ ...de10Sizes, name: 'pynq', burstBeats: 256 }).toEqual(pynqSizes)
    expect({ ...de10, TARGET: 'pynq', BURST_BEATS: 256 }).toEqual(pynq)
  })

  it('names the unknown hardware and the known ones', () => {
    expect(() => loadHardware('tpu')).toThrow(/unknown hardware "tpu": one of pynq, de10, block8, block32/)
  })
})
