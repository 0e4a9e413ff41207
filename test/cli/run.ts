import { vi } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.js'

/** What a command printed and its exit code. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command in this process: quick, and in its own words. Not for what starts a server. */
export async function run(commandLine: string): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(console, 'error').mockImplementation((text: unknown) => void err.push(`${String(text)}\n`)),
  ]
  try {
    const code = await runCommandLine(commandLine.split(' '))
    return { code, stdout: out.join(''), stderr: err.join('') }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
