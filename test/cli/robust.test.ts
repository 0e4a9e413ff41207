import { describe, expect, it } from 'vitest'
import { run } from './run.js'

const small = 'tune gemm --m 8 --n 32 --k 64 --strategy random --trials 60'

describe('tune --objective robust', () => {
  it('prints the cycles on the machine itself and at the worst start-up delay', async () => {
    const { code, stdout } = await run(`${small} --objective robust --json`)
    expect(code).toBe(0)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ objective: 'robust', start_up_delays: [16, 32, 64, 128] })
    expect(result.worst_cycles).toBeGreaterThan(result.best.cycles)
    const text = (await run(`${small} --objective robust`)).stdout
    expect(text).toContain(
      `at worst  ${result.worst_cycles.toLocaleString('en-US')} cycles, over memory start-up delays of 16, 32, 64, 128`,
    )
  })

  it('is kept in no database, and asks no server', async () => {
    expect(await run(`${small} --objective robust --db robust.db`)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: objective: robust tunings are kept in no database: leave out --db and --server\n',
    })
  })

  it('is one of two', async () => {
    expect((await run(`${small} --objective energy`)).stderr).toBe(
      'error: objective: unknown objective "energy": one of cycles, robust\n',
    )
  })
})
