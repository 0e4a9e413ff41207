import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { TilewrightClient } from '../../src/client/index.js'
import { freshFile } from '../store/samples.js'
import { startProcess } from './server-process.js'

const program = fileURLToPath(new URL('../../bin/tilewright', import.meta.url))

const start = (commandLine: string) => spawn(process.execPath, [program, ...commandLine.split(' ')])

/** Waits for the end of a process. */
async function ended(child: ReturnType<typeof start>) {
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (text.stdout += String(data)))
  child.stderr.on('data', (data) => (text.stderr += String(data)))
  const [code, signal] = await once(child, 'close')
  return { code, signal, ...text }
}

/** Interrupts an endless tuning once some of it is stored. */
async function interrupted(flags: string) {
  const folder = mkdtempSync(join(tmpdir(), 'tilewright-process-'))
  const database = join(folder, 'tunings.db')
  const child = start(
    `tune gemm --m 64 --n 512 --k 512 --strategy random --trials 1000000000 --db ${database}${flags}`,
  )
  const end = ended(child)
  const log = `${database}-wal`
  while (!existsSync(log) || statSync(log).size < 300_000) await setTimeout(20)
  child.kill('SIGINT')
  const found = await end
  rmSync(folder, { recursive: true })
  return found
}

describe('bin/tilewright', () => {
  it('prints its help and ends with 0', async () => {
    const { code, stdout, stderr } = await ended(start('--help'))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of ['tune', 'knobs', 'lower', 'emit', 'run', 'simulate', 'disassemble', 'serve']) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
    }
  })

  it('ends with 2 and a line on stderr on bad usage', async () => {
    const { code, stdout, stderr } = await ended(start('tunne'))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.split('\n')).toHaveLength(2)
  })

  it('ends quietly when whoever reads its output has had enough', async () => {
    const child = start('lower gemm --m 256 --n 1024 --k 1024 --stage emit')
    child.stdout.once('data', () => child.stdout.destroy())
    let stderr = ''
    child.stderr.on('data', (data) => (stderr += String(data)))
    const [code] = await once(child, 'exit')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('prints the best so far and ends with 130 when interrupted', async () => {
    const { code, signal, stdout, stderr } = await interrupted('')
    expect({ code, signal, stderr }).toEqual({ code: 130, signal: null, stderr: 'interrupted\n' })
    expect(stdout).toMatch(/^gemm-64x512x512 on pynq: interrupted: the best schedule so far\n/)
    expect(stdout).toMatch(/^cycles {4}[\d,]+, /m)
  })

  it('prints what is known as JSON when interrupted', async () => {
    const { code, stdout, stderr } = await interrupted(' --json')
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'interrupted\n' })
    expect(JSON.parse(stdout)).toMatchObject({
      workload_id: 'gemm-64x512x512',
      strategy: 'random',
      best: { verified: true },
      certified: false,
    })
  })

  it('leaves a server to go on when interrupted, and prints the best so far', async () => {
    const { url } = await startProcess(freshFile())
    const flags = `--m 64 --n 512 --k 512 --strategy random --trials 1000000000 --server ${url}`
    const child = start(`tune gemm ${flags}`)
    const end = ended(child)
    const client = new TilewrightClient({ url })
    const isUnderWay = async () => (await client.tunings()).items.some(({ progress }) => progress?.best)
    while (!(await isUnderWay())) await setTimeout(20)
    child.kill('SIGINT')
    const { code, stdout, stderr } = await end
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'interrupted: the server goes on with t1\n' })
    expect(stdout).toMatch(/^gemm-64x512x512 on pynq: interrupted: the best schedule so far\n/)
    expect((await client.tuning('t1')).state).toBe('running')
  })
})
