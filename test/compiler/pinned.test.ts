import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { defaultSchedule } from '../../src/compiler/default.js'
import type { Schedule } from '../../src/compiler/schedule.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { normalWorkload } from '../../src/workload/workload.js'

const shapes = [
  { m: 16, n: 256, k: 256, epilogue: { shift: 8, clip: [0, 127] } },
  { m: 37, n: 100, k: 150, epilogue: { bias: true, shift: 5, relu: true } },
  { m: 33, n: 70, k: 300, epilogue: { bias: true, bias_after_shift: true, shift: 3 } },
  { m: 450, n: 16, k: 64 },
]

const changes: readonly Partial<Schedule>[] = [
  {},
  { tile_m: 5, tile_n: 2, tile_k: [1, 1, 2], threads: 2, thread_axis: 'n', order: 'mnk' },
  { tile_m: [9, 4], tile_n: 1, tile_k: 2, order: 'nkm', inp_at: 'k', wgt_at: 'root', uop_axis: 'least' },
  {
    tile_m: [8, 4, 2],
    tile_n: 2,
    tile_k: [1, 3],
    first_k: [1, 1, 2],
    last_k: 1,
    order: 'nmk',
    acc_at: 'root',
    alu_tiles: [2, 1],
    inp_at: 'root',
    wgt_at: 'n',
    inp_fill: 'first_use',
    wgt_fill: 'first_use',
    wgt_buffers: 0,
    acc_buffers: 0,
    uop_at: 'after_copy',
  },
  { tile_m: 1, tile_n: 1, tile_k: 1, inp_buffers: 0, wgt_buffers: 2, acc_buffers: 0 },
]

const hash = (words: Uint8Array | Uint32Array): string =>
  createHash('sha256').update(words).digest('hex').slice(0, 16)

/** A program as the hashes of its instructions and its micro-ops, or why there is none. */
function pinned(of: () => ReturnType<typeof compile>): string {
  try {
    const { instructions, segments } = of()
    return `${instructions.length / 4} instructions ${hash(instructions)}, micro-ops ${hash(segments[0].bytes)}`
  } catch (error) {
    return String(error)
  }
}

it('compiles schedules to the same programs as ever', async () => {
  const lines = presetNames.flatMap((name) =>
    shapes.flatMap((shape) =>
      changes.map((change) => {
        const hardware = preset(name)
        const workload = normalWorkload({ kind: 'gemm', ...shape })
        const schedule = { ...defaultSchedule(workload, hardware), ...change }
        const program = pinned(() => compile(workload, schedule, hardware))
        return `${name} ${workload.m}x${workload.n}x${workload.k} ${JSON.stringify(change)}: ${program}`
      }),
    ),
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/programs/pinned.txt')
})
