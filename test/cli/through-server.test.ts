import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { TilewrightClient } from '../../src/client/index.js'
import { freshFile } from '../store/samples.js'
import { run } from './run.js'
import { startProcess } from './server-process.js'

const words = 'gemm --m 16 --n 64 --k 64 --strategy random --trials 20 --json'

it('a database that a server holds is asked for through that server', async () => {
  const file = freshFile()
  const { url } = await startProcess(file)
  const held = await run(`tune ${words} --db ${file}`)
  expect(held).toMatchObject({ code: 0 })
  const named = await run(`tune ${words} --server ${url}`)
  expect(JSON.parse(named.stdout)).toEqual(JSON.parse(held.stdout))
  const client = new TilewrightClient({ url })
  const { items } = await client.tunings()
  expect(items).toMatchObject([{ id: 't1', client: 'command line', state: 'finished' }])

  const log = join(dirname(file), 'log.jsonl')
  expect((await run(`export --db ${file} --output ${log}`)).code).toBe(0)
  const rows = readFileSync(log, 'utf8').trim().split('\n')
  expect(rows.length).toBeGreaterThan(1)
  const imported = await run(`import ${log} --server ${url} --json`)
  expect(JSON.parse(imported.stdout)).toMatchObject({
    accepted: rows.length,
    skipped: 0,
    tunings: [{ id: 't2', state: 'finished', cycles: JSON.parse(held.stdout).best.cycles }],
  })
})

it('a token is sent, and what the server refuses is one line and exit 2', async () => {
  const { url } = await startProcess(freshFile(), { TILEWRIGHT_TOKENS: 'correct-horse:tune' })
  const refused = await run(`tune ${words} --server ${url}`)
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toMatch(/^error: send "Authorization: Bearer TOKEN".*\n$/)
  process.env.TILEWRIGHT_TOKEN = 'correct-horse'
  try {
    expect((await run(`tune ${words} --server ${url}`)).code).toBe(0)
  } finally {
    delete process.env.TILEWRIGHT_TOKEN
  }
})

it('where no server is, that is said', async () => {
  const { code, stderr } = await run(`tune ${words} --server http://127.0.0.1:59999`)
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /^error: http:\/\/127\.0\.0\.1:59999 does not answer as a Tilewright server does: .*ECONNREFUSED/,
  )
})

it('a server that everybody could reach is not started without tokens', async () => {
  const { code, stderr } = await run(`serve --host 0.0.0.0 --db ${freshFile()}`)
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: host: 0\.0\.0\.0 can be reached from other machines: set TILEWRIGHT_TOKENS/)
})
