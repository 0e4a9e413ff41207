import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished } from 'vitest'

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string
  /** What it logged so far. */
  readonly logged: () => string
  /** Sends a signal, and gives the exit code once it has ended. */
  readonly end: (signal: NodeJS.Signals) => Promise<unknown>
}

/** Starts the server as people do, and waits until it says where it is; ended when the test ends. */
export async function startProcess(file: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const bin = new URL('../../bin/tilewright', import.meta.url).pathname
  const words = ['serve', '--port', '0', '--db', file, '--workers', '1']
  const child = spawn(process.execPath, [bin, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let log = ''
  child.stderr.on('data', (text) => (log += String(text)))
  const ended = once(child, 'exit')
  const end = async (signal: NodeJS.Signals): Promise<unknown> => {
    child.kill(signal)
    const [exitCode] = await ended
    return exitCode
  }
  onTestFinished(() => end('SIGKILL').then(() => {}))
  const [line] = await Promise.race([once(child.stdout, 'data'), ended])
  const url = /^tilewright serves (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))?.[1] ?? ''
  expect(url, `it printed ${String(line)} and logged ${log}`).not.toBe('')
  return { url, logged: () => log, end }
}
