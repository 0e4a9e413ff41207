import { describe, expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { InputError } from '../../src/hardware/input.js'
import { modelName } from '../../src/service/formats/autotvm.js'
import { isSkipped, type Claim, type LogRow } from '../../src/service/formats/format.js'
import { logFormatNames, logFormats } from '../../src/service/formats/formats.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { illegal, sampleSchedule, verified } from '../store/samples.js'

const hardware = preset('pynq')
const workload = normalWorkload({
  kind: 'gemm',
  m: 16,
  n: 64,
  k: 64,
  epilogue: { shift: 8, bias: true, clip: [0, 127] },
})
const ids = { tuning_id: 't3', workload_id: 'gemm-16x64x64-bias-shift8-clip0_127', hardware: 'pynq' }
const time = Date.UTC(2026, 0, 2)
const rows: readonly LogRow[] = [
  { measurement: { ...verified(4210, 2), id: 't3.1', ...ids }, workload, hardware, time },
  {
    measurement: { ...illegal(9), detail: 'tile_m: 9, but "8" fits,\nnot more', id: 't3.2', ...ids },
    workload,
    hardware,
    time,
  },
]
const names = new Map([[modelName(hardware.config), 'pynq']])

describe.each(logFormatNames)('the format %s', (name) => {
  const format = logFormats[name]

  it('writes a log as it always has', async () => {
    await expect([...format.write(rows)].join('')).toMatchFileSnapshot(`../golden/logs/log.${name}.txt`)
  })

  it('reads back what it wrote', () => {
    const records = [...format.read([...format.write(rows)].join(''), names)]
    expect(records).toHaveLength(2)
    expect(records.filter((record) => isSkipped(record))).toEqual([])
    const [first, second] = records.filter((record): record is Claim => !isSkipped(record))
    expect(first).toMatchObject({
      workload,
      hardware: 'pynq',
      schedule: sampleSchedule(2),
      told: { status: 'ok' },
    })
    const { cycles, seconds } = first.told
    expect(cycles ?? Math.round((seconds ?? 0) * 1e8)).toBe(4210)
    expect(second).toMatchObject({ schedule: sampleSchedule(9), told: { status: 'failed', cycles: null } })
  })

  it('writes an empty log that it can read', () => {
    expect([...format.read([...format.write([])].join(''), names)]).toEqual([])
  })

  it.each(['{', '"', '[[[', 'null', '{"results": 3}', 'a,b\n"c'])(
    'refuses or skips what is none of it: %s',
    (text) => {
      try {
        expect([...format.read(text, names)].every((record) => isSkipped(record))).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
      }
    },
  )
})

const tvmRecord = (task: string, entity: unknown) =>
  JSON.stringify({
    input: [
      'ext_dev -keys=vta,cpu -device=vta -model=pynq_1x16_i8w8a32_15_15_18_17',
      task,
      [['TENSOR', [8, 4, 1, 16], 'int8'], ['TENSOR', [6, 4, 16, 16], 'int8'], null, 'int32'],
      {},
    ],
    config: { index: 5, code_hash: null, entity },
    result: [[0.002, 0.004], 0, 1.5, 1740456275.4],
    version: 0.2,
    tvm_version: '0.8.dev0',
  })
const readTvm = (text: string) => [...logFormats.autotvm.read(text, names)]

const denseEntity = [
  ['tile_b', 'sp', [-1, 2]],
  ['tile_ci', 'sp', [-1, 4]],
  ['tile_co', 'sp', [-1, 3]],
  ['oc_nthread', 'ot', 2],
]

describe("TVM's own logs", () => {
  it('of dense layers for VTA are schedules of ours', () => {
    expect(readTvm(tvmRecord('dense_packed.vta', denseEntity))).toMatchObject([
      {
        workload: { m: 8, n: 96, k: 64 },
        hardware: 'pynq',
        schedule: { tile_m: 2, tile_n: 3, tile_k: 4, threads: 2, thread_axis: 'n', order: 'mnk' },
        told: { status: 'ok', cycles: null, seconds: 0.003 },
      },
    ])
  })

  it('of other layers, or with other knobs, are skipped with the reason', () => {
    expect(
      readTvm(`# comment\n${tvmRecord('conv2d_packed.vta', [])}\n${tvmRecord('dense_packed.vta', [])}`),
    ).toEqual([
      { record: 2, reason: 'task "conv2d_packed.vta" is not a matrix product for VTA' },
      { record: 3, reason: expect.stringContaining('tile_b') },
    ])
  })
})
