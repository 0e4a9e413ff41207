import { InputError } from '../hardware/input.js'
import type { StrategyName } from '../search/strategies.js'
import type { Objective } from '../service/tune-robustly.js'
import { requireWritable, writeOutput } from './output-file.js'

interface Asked {
  readonly strategy: StrategyName
  readonly objective: Objective
  readonly server?: string | undefined
}

/** Why there would never be a certificate; null when there may be. */
function whyNever({ strategy, objective, server }: Asked): string | null {
  if (strategy !== 'certified') return `${strategy} proves nothing: use the strategy certified`
  if (objective !== 'cycles') return `nothing is proved of the objective ${objective}`
  return server === undefined ? null : `a server (${server}) sends none: tune without it`
}

/** The file that a tuning's certificate is to go to. */
export class CertificateFile {
  #isWritten = false

  /** @throws InputError where there would be none, or it could not be written: before the work, not after it. */
  constructor(
    readonly file: string,
    asked: Asked,
  ) {
    const why = whyNever(asked)
    if (why !== null) throw new InputError('certificate', why)
    requireWritable(file)
  }

  readonly write = (lines: readonly string[]): void => {
    writeOutput(this.file, new TextEncoder().encode(`${lines.join('\n')}\n`))
    this.#isWritten = true
  }

  /** Says on stderr why there is no file in the end, if there is none. */
  tellIfMissing(certified: boolean): void {
    if (this.#isWritten) return
    const why = certified ? 'the database knew the result: tune without it' : 'the space is not settled'
    console.error(`certificate: ${this.file} was not written, ${why}`)
  }
}
