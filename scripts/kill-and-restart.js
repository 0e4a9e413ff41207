/**
 * Kills a server (SIGKILL) again and again during one long tuning, and checks that after each restart every row that it
 * had shown is still there and the same, and in the end that nothing was measured twice and nothing is missing.
 *
 * Needs dist/ (npm run build).   node scripts/kill-and-restart.js [CANDIDATES] [KILLS]   100000 and 5 when left out.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { TilewrightClient } from 'tilewright/client'

const candidates = Number(process.argv[2] ?? 100_000)
const kills = Number(process.argv[3] ?? 5)
const bin = new URL('../bin/tilewright', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'tilewright-kill-'))
const request = {
  workload: { kind: 'gemm', m: 16, n: 256, k: 256 },
  strategy: 'random',
  budget: { trials: candidates },
}

async function start() {
  const words = ['serve', '--port', '0', '--db', join(folder, 'tuning.db'), '--log-level', 'error']
  const child = spawn(process.execPath, [bin, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const client = new TilewrightClient({ url: /http:\/\/\S+/.exec(String(line))[0] })
  const end = async (signal) => {
    child.kill(signal)
    await once(child, 'exit')
  }
  return { client, end }
}

/** Rows of the log: id, schedule and cycles. To read all of them takes longer than to measure them. */
async function rowsOf(client, most = Infinity) {
  const rows = new Map()
  let cursor
  do {
    const page = await client.measurements({ limit: 1000, ...(cursor && { cursor }) })
    for (const { id, schedule, cycles } of page.items) rows.set(id, JSON.stringify([schedule, cycles]))
    cursor = page.next_cursor
  } while (cursor && rows.size < most)
  return rows
}

function requireKept(before, after) {
  for (const [id, row] of before) {
    if (after.get(id) !== row) throw new Error(`${id} was ${row} before the kill, and is ${after.get(id)}`)
  }
}

let server = await start()
try {
  await server.client.tune(request)
  const shown = new Map()
  for (let kill = 1; kill <= kills; kill++) {
    const goal = (candidates * kill) / (kills + 1)
    for (;;) {
      const { state, progress } = await server.client.tuning('t1')
      if (state === 'finished' || (progress?.tried ?? 0) >= goal) break
      await sleep(20)
    }
    for (const [id, row] of await rowsOf(server.client, 2000)) shown.set(id, row)
    const { state, progress } = await server.client.tuning('t1')
    if (state !== 'running') throw new Error(`it is ${state} before kill ${kill}: give it more candidates`)
    await server.end('SIGKILL')
    console.log(`killed while ${state}, ${progress.tried} tried`)
    server = await start()
  }
  for await (const news of server.client.events('t1')) void news
  const { state, counts, progress, best } = await server.client.tuning('t1')
  const rows = await rowsOf(server.client)
  requireKept(shown, rows)
  const counted = Object.values(counts).reduce((sum, each) => sum + each, 0)
  const schedules = new Set(rows.values())
  if (state !== 'finished') throw new Error(`it is ${state}`)
  if (progress.tried !== Math.min(candidates, progress.trials)) throw new Error(`it tried ${progress.tried}`)
  if (rows.size !== counted) throw new Error(`${rows.size} rows, but ${counted} were counted`)
  // The default schedule, measured first, may be a point of the space too.
  if (rows.size - schedules.size > 1) throw new Error(`${rows.size - schedules.size} rows are there twice`)
  console.log(
    `${progress.tried} tried, ${rows.size} measured, none lost, none twice; best ${best.cycles} cycles`,
  )
} finally {
  await server.end('SIGTERM')
  rmSync(folder, { recursive: true })
}
