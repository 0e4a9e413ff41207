import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/*
 * Console blocks of a page, as a reader types them: "$ command", then what it prints. A line of "..." stands for any
 * number of lines, "..." within a line for any text.
 */

export interface Command {
  readonly command: string
  /** What the page says it prints; empty where the page does not say. */
  readonly printed: string
}

const blockOf = /^```console\n([\s\S]*?)^```$/gm

/** Splits a block into commands with their prints; a command that ends in a backslash goes on in the next line. */
function commandsOf(block: string): readonly Command[] {
  const parts = block.split(/^\$ /m).slice(1)
  return parts.map((part) => {
    const [, command, printed] = /^((?:.*\\\n)*.*)\n([\s\S]*)$/.exec(part) ?? []
    return { command, printed }
  })
}

/** The page with every block's commands replaced by what `run` says that they print, in order. */
export async function replay(page: string, run: (command: Command) => Promise<string>): Promise<string> {
  const blocks: string[] = []
  for (const [, block] of page.matchAll(blockOf)) {
    let text = ''
    for (const command of commandsOf(block)) text += `$ ${command.command}\n${await run(command)}`
    blocks.push(text)
  }
  return page.replaceAll(blockOf, () => `\`\`\`console\n${blocks.shift() ?? ''}\`\`\``)
}

/** A prompt has a line of its own. */
const endsInNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Whether a print is what a page says, with its "..." filled in. */
export function matches(printed: string, said: string): boolean {
  const lines = said
    .split(/(?<=\n)/)
    .map((line) => (line === '...\n' ? String.raw`(?:.*\n)*` : line.split('...').map(escaped).join('.*')))
  return new RegExp(`^${lines.join('')}$`).test(printed)
}

/** A shell in a folder for a page's commands. */
export class Shell {
  readonly #servers: ChildProcess[] = []
  /** Where the page says its server is, and where it is. */
  #address: readonly [said: string, real: string] | null = null

  constructor(private readonly folder: string) {}

  /** Runs a command to its end. @returns what it prints on either stream. @throws Error when it fails silently. */
  async run(command: string): Promise<string> {
    const [said, real] = this.#address ?? ['', '']
    const child = this.#start(said === '' ? command : command.replaceAll(said, real))
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += String(data)))
    const [code] = await once(child, 'close')
    if (code !== 0 && !printed.startsWith('error: '))
      throw new Error(`${command}\nended with ${code}:\n${printed}`)
    return endsInNewline(said === '' ? printed : printed.replaceAll(real, said))
  }

  /** Starts a server on a free port; the page's later commands reach it under the address that the page says. */
  async serve(command: string, saidAddress: string): Promise<string> {
    const child = this.#start(`exec ${command} --port 0`)
    this.#servers.push(child)
    const [data] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    const [url] = /http:\/\/[\d.:]+/.exec(String(data)) ?? []
    if (url === undefined) throw new Error(`${command} printed ${String(data)}`)
    this.#address = [saidAddress, url.slice('http://'.length)]
    return String(data).replace(this.#address[1], saidAddress)
  }

  /** Ends the servers as Ctrl-C does. @returns their exit codes. */
  async close(): Promise<readonly unknown[]> {
    const codes: unknown[] = []
    for (const server of this.#servers) {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      codes.push((await ended)[0])
    }
    return codes
  }

  #start(command: string) {
    return spawn('bash', ['-e', '-o', 'pipefail', '-c', command], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
}
