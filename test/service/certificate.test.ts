import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSchedule } from '../../src/compiler/default.js'
import { preset } from '../../src/hardware/presets.js'
import { MeasurePool } from '../../src/measure/pool.js'
import { TestBench } from '../../src/measure/test-bench.js'
import { checkCertificate } from '../../src/service/certificate.js'
import { tune } from '../../src/service/tune.js'
import type { TuneRequest } from '../../src/service/tuning.js'
import { normalWorkload } from '../../src/workload/workload.js'

const budget = { trials: null, seconds: null }
const request: TuneRequest = {
  workload: normalWorkload({ kind: 'gemm', m: 4, n: 40, k: 50, epilogue: { shift: 8, clip: [0, 127] } }),
  hardware: preset('pynq'),
  strategy: 'certified',
  space: 'sequences',
  budget,
  seed: 1,
}

/** A line with its first number that follows the text made one larger. */
const altered = (line: string, text: string): string =>
  line.replace(
    new RegExp(`(${text}":)(\\d+)`),
    (_, name: string, value: string) => `${name}${Number(value) + 1}`,
  )

/** Lines with the digest that belongs to them. */
const signed = (lines: readonly string[]): readonly string[] => [
  ...lines,
  JSON.stringify({ sha256: createHash('sha256').update(lines.join('\n')).digest('hex') }),
]

describe('a certificate', () => {
  let pool: MeasurePool
  let lines: readonly string[] = []
  beforeAll(async () => {
    pool = await MeasurePool.start({ workers: 2 })
    const result = await tune(request, { pool, onCertificate: (written) => void (lines = written) })
    expect(result).toMatchObject({ certified: true, best: { verified: true } })
  })
  afterAll(() => pool.close())

  it('holds as it was written', () => {
    expect(checkCertificate(lines)).toBeNull()
  })

  it.each(['bounded_regions', 'bounded_schedules', 'least_bound', 'limit'])(
    'does not hold with another %s',
    (field) => {
      const line = lines.findIndex((one) => new RegExp(`${field}":\\d`).test(one))
      const changed = lines.map((one, i) => (i === line ? altered(one, field) : one))
      expect(changed).not.toEqual(lines)
      expect(checkCertificate(changed)).not.toBeNull()
    },
  )

  it.each(['bounded_schedules', 'schedules', 'illegal'])(
    'does not hold with another %s, even if the digest is made again',
    (field) => {
      const line = lines.findIndex((one, i) => i > 0 && new RegExp(`"${field}":\\d`).test(one))
      if (line < 0) return
      const changed = lines.slice(0, -1).map((one, i) => (i === line ? altered(one, `"${field}`) : one))
      expect(checkCertificate(signed(changed))).toMatchObject({ line: line + 1 })
    },
  )

  it('does not hold if a schedule of the space is faster than what is claimed', () => {
    const slower = { ...defaultSchedule(request.workload, request.hardware) }
    const { cycles } = new TestBench(request).measure(slower, null)
    const claim: unknown = JSON.parse(lines[0])
    const best = { schedule: slower, cycles }
    const changed = [
      JSON.stringify(Object.assign({}, claim, { best })),
      ...lines.slice(1, -1).map((line) => line.replace(/"limit":\d+/, `"limit":${cycles}`)),
    ]
    expect(checkCertificate(signed(changed))?.problem).toMatch(/^a schedule takes \d+ cycles/)
  })

  it('does not hold without a part, with parts exchanged, or for a best that takes other cycles', () => {
    expect(checkCertificate(lines.slice(0, -1))).toMatchObject({ problem: '64 parts are claimed' })
    const exchanged = [lines[0], lines[2], lines[1], ...lines.slice(3)]
    expect(checkCertificate(exchanged)).toMatchObject({ line: 2 })
    expect(checkCertificate([altered(lines[0], 'cycles'), ...lines.slice(1)])).toMatchObject({ line: 1 })
  })

  it('says what is no certificate', () => {
    expect(() => checkCertificate(['nonsense'])).toThrow('line 1: is not JSON')
    expect(() => checkCertificate(['{}'])).toThrow(/line 1: claim/)
  })

  it('comes out the same with one worker', async () => {
    const one = await MeasurePool.start({ workers: 1 })
    try {
      let other: readonly string[] = []
      await tune(request, { pool: one, onCertificate: (written) => void (other = written) })
      expect(other).toEqual(lines)
    } finally {
      await one.close()
    }
  })
})
