/** A server in a process of its own, on a database that goes with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { TilewrightClient } from '../dist/client/index.js'

export const bin = new URL('../bin/tilewright', import.meta.url).pathname

/** Megabytes that a process holds in memory. */
export const residentMegabytes = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024

/** Starts a server and waits until it is ready. */
export async function startServer(flags = []) {
  const folder = mkdtempSync(join(tmpdir(), 'tilewright-bench-'))
  const words = ['serve', '--port', '0', '--db', join(folder, 'bench.db'), '--log-level', 'error']
  const from = performance.now()
  const child = spawn(bin, [...words, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const url = /http:\/\/\S+/.exec(String(line))[0]
  await fetch(`${url}/readyz`)
  const readySeconds = (performance.now() - from) / 1000
  return {
    url,
    pid: child.pid,
    readySeconds,
    client: new TilewrightClient({ url }),
    async end() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
