import { describe, expect, it } from 'vitest'
import { preset, type PresetName } from '../../src/hardware/presets.js'
import { costsOf } from '../../src/search/bounds/costs.js'
import { demandOf } from '../../src/search/bounds/demand.js'
import { EpochSearch } from '../../src/search/bounds/epochs.js'
import { leastFromTheStart } from '../../src/search/bounds/from-the-start.js'
import { ProgramForm } from '../../src/search/bounds/program-form.js'
import { Walk } from '../../src/search/bounds/walk.js'
import { normalWorkload } from '../../src/workload/workload.js'

/*
 * What is not cycles of instructions is cut into parts, each of which is bounded as a whole. What comes out must not be
 * above what a search finds for any one number of them: once, a part was raised by a search that counted instructions
 * otherwise, and programs fell between two parts.
 */

const forms = [false, true].flatMap((storedOnce) => [false, true].map((wrapped) => ({ storedOnce, wrapped })))

describe('the parts that a bound is cut into', () => {
  it.each([
    ['pynq', 1, 256, 256],
    ['pynq', 5, 100, 77],
    ['pynq', 16, 16, 64],
    ['de10', 7, 48, 48],
    ['block8', 3, 20, 40],
    ['block32', 9, 64, 64],
  ] satisfies [PresetName, number, number, number][])(
    'leave nothing out on %s, %ix%ix%i',
    (name, m, n, k) => {
      const hardware = preset(name)
      const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 8, clip: [0, 127] } })
      const [demand, costs] = [demandOf(workload, hardware), costsOf(hardware)]
      const bound = leastFromTheStart(demand, costs, 0)
      let least = Infinity
      for (const form of forms) {
        const search = new EpochSearch(new ProgramForm(demand, costs, form))
        const { loadCycles } = search.form
        for (let other = loadCycles - 150; other < loadCycles + 250; other++) {
          const found = new Walk(search, other, other).least(least, least, 20_000)
          if (found?.whole) least = Math.min(least, found.cycles)
        }
      }
      expect(least).toBeLessThan(Infinity)
      expect(bound?.cycles).toBeLessThanOrEqual(least)
      // Parts are narrow at the end.
      expect(bound?.cycles).toBeGreaterThan(0.99 * least)
    },
  )
})
