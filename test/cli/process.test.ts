import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

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

  it('stops its workers and ends with 130 when interrupted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tilewright-process-'))
    const database = join(folder, 'tunings.db')
    const child = start(`tune gemm --m 64 --n 512 --k 512 --db ${database}`)
    const end = ended(child)
    // From when the database is there, the tuning is under way.
    while (!existsSync(database)) await setTimeout(20)
    await setTimeout(300)
    child.kill('SIGINT')
    expect(await end).toEqual({ code: 130, signal: null, stdout: '', stderr: 'interrupted\n' })
    rmSync(folder, { recursive: true })
  })
})
