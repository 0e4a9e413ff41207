import { describe, expect, it } from 'vitest'
import { walkLists } from '../../../src/measure/settling.js'
import { TestBench } from '../../../src/measure/test-bench.js'
import { preset } from '../../../src/hardware/presets.js'
import { listKinds, plainLists } from '../../../src/search/product-lists/starts.js'
import { normalWorkload } from '../../../src/workload/workload.js'

const layer = (m: number, n: number, k: number, bias = false) =>
  normalWorkload({ kind: 'gemm', m, n, k, epilogue: { bias, shift: 8, clip: [0, 127] } })

const walked = (workload: ReturnType<typeof layer>, hardware = preset('pynq'), bridges = false, seed = 1) => {
  const start = listKinds(workload, hardware)
    .flatMap(({ lists }) => plainLists(lists, workload, hardware).flat())
    .at(-1)
  if (!start) throw new Error('there is no start')
  const bench = new TestBench({ workload, hardware, seed: 1 })
  const walk = { start, seed, steps: 1500, temperature: 10, bridges, borders: true }
  return {
    before: bench.measure(start).cycles,
    bench,
    ...walkLists({ workload, hardware, walk, until: null }),
  }
}

describe('a walk through lists of products', () => {
  it.each([
    ['on pynq', layer(16, 256, 256), 'pynq', false],
    ['with gaps bridged', layer(1, 1024, 1024), 'pynq', true],
    ['from a bias', layer(20, 64, 96, true), 'pynq', true],
    ['on de10', layer(8, 128, 256), 'de10', true],
    ['on block32', layer(40, 300, 500), 'block32', false],
  ] as const)(
    'finds something faster, which is right and takes what it says: %s',
    (_, workload, name, bridges) => {
      const { before, best, bench, simulated } = walked(workload, preset(name), bridges)
      expect(best?.cycles).toBeLessThan(before ?? 0)
      expect(simulated).toBeGreaterThan(1000)
      expect(best && bench.measure(best.schedule)).toMatchObject({
        status: 'ok',
        check: 'full',
        cycles: best?.cycles,
      })
    },
  )

  it('is the same for the same seed, and another for another', () => {
    const workload = layer(16, 128, 128)
    const { best, simulated } = walked(workload)
    expect(walked(workload)).toMatchObject({ best, simulated })
    expect(walked(workload, preset('pynq'), false, 2).best).not.toEqual(best)
  })

  it('bridges the gaps between loads where compute idles: more cycles are saved than its instructions cost', () => {
    const plain = walked(layer(1, 1024, 1024)).best
    const bridged = walked(layer(1, 1024, 1024), preset('pynq'), true).best
    expect(bridged?.schedule.uop_loads.some(([, wait, front]) => wait + front > 0)).toBe(true)
    expect(bridged?.cycles).toBeLessThan((plain?.cycles ?? 0) - 20)
  })

  it('keeps a list as it is where C leaves no accumulator to idle on before a bridge', () => {
    const workload = layer(64, 512, 256)
    const hardware = preset('pynq')
    const [[start]] = plainLists('by tiles', workload, hardware)
    const walk = { start, seed: 1, steps: 200, temperature: 10, bridges: true, borders: false }
    const { best, simulated } = walkLists({ workload, hardware, walk, until: null })
    expect(best).not.toBeNull()
    expect(simulated).toBeGreaterThan(200)
  })
})
