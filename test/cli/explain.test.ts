import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from './run.js'

const folder = mkdtempSync(join(tmpdir(), 'tilewright-explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

const workload = 'gemm --m 16 --n 64 --k 64 --bias --shift 8 --clip 0,127'

describe('explain', () => {
  it('says where the cycles go, what FINISH waits for, and what else each knob could be', async () => {
    const { code, stdout } = await run(`explain ${workload}`)
    expect(code).toBe(0)
    await expect(stdout).toMatchFileSnapshot('../golden/explain/16x64x64.txt')
  })

  it('says the same as JSON', async () => {
    const { stdout } = await run(`explain ${workload} --json`)
    const explanation = JSON.parse(stdout)
    expect(Object.keys(explanation)).toEqual([
      'workload_id',
      'hardware',
      'schedule',
      'instructions',
      'cycles',
      'microseconds',
      'clock_mhz',
      'lower_bound',
      'gap',
      'gap_by_cause',
      'modules',
      'memory',
      'critical_path',
      'neighbours',
      'robustness',
    ])
    expect(explanation.microseconds).toBe(explanation.cycles / 100)
    for (const { busy, waiting_for_token, waiting_for_memory, idle } of Object.values<Record<string, number>>(
      explanation.modules,
    )) {
      expect(busy + waiting_for_token + waiting_for_memory + idle).toBe(explanation.cycles)
    }
  })

  it('compares a schedule from a file with rivals from others', async () => {
    const { schedule } = JSON.parse((await run(`explain ${workload} --json`)).stdout)
    const [own, rival] = [join(folder, 'own.json'), join(folder, 'rival.json')]
    writeFileSync(own, JSON.stringify({ ...schedule, tile_m: 8 }))
    writeFileSync(rival, JSON.stringify({ ...schedule, tile_k: 2 }))
    const { stdout } = await run(`explain ${workload} --schedule ${own} --rivals ${rival} default --json`)
    const { schedules } = JSON.parse(stdout).robustness
    expect(schedules.map(({ name }: { name: string }) => name)).toEqual(['this schedule', rival, 'default'])
  })

  it('refuses an illegal schedule as bad input', async () => {
    const { schedule } = JSON.parse((await run(`explain ${workload} --json`)).stdout)
    const file = join(folder, 'illegal.json')
    writeFileSync(file, JSON.stringify({ ...schedule, threads: 4 }))
    const { code, stderr } = await run(`explain ${workload} --schedule ${file}`)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: threads: .*\n$/)
  })
})
