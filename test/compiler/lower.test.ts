import { describe, expect, it } from 'vitest'
import { defaultSchedule } from '../../src/compiler/default.js'
import { lower } from '../../src/compiler/lower.js'
import { stageNames } from '../../src/compiler/pipeline.js'
import type { Schedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import { normalWorkload } from '../../src/workload/workload.js'

const pynq = preset('pynq')

function printed(input: unknown, change: Partial<Schedule> = {}): string {
  const workload = normalWorkload(input)
  const schedule = { ...defaultSchedule(workload, pynq), ...change }
  return lower(workload, schedule, pynq)
    .map(({ stage, text }) => `== ${stage}\n${text}\n`)
    .join('\n')
}

describe('lower', () => {
  it("prints the tutorial's example after every pass", async () => {
    await expect(printed({ kind: 'gemm', m: 1, n: 64, k: 64 })).toMatchFileSnapshot(
      '../golden/lower/tutorial.txt',
    )
  })

  it('prints virtual threads, a bias and an epilogue', async () => {
    const workload = {
      kind: 'gemm',
      m: 8,
      n: 64,
      k: 48,
      epilogue: { bias: true, shift: 8, relu: true, clip: [-5, 100] },
    } as const
    const schedule = { tile_m: 3, tile_n: 2, tile_k: [1, 2], threads: 2, thread_axis: 'n' } as const
    await expect(printed(workload, schedule)).toMatchFileSnapshot('../golden/lower/threads.txt')
  })

  it('prints the stages in the order of the passes', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 1, n: 16, k: 16 })
    const stages = lower(workload, defaultSchedule(workload, pynq), pynq)
    expect(stages.map(({ stage }) => stage)).toEqual(stageNames)
  })
})
