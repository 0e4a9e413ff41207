import { readFileSync } from 'node:fs'
import { InputError } from '../../hardware/input.js'
import { checkCertificate } from '../../service/certificate.js'
import { WorkFailed } from '../failure.js'
import { printJson, printLine } from '../print.js'

/** Shows anew what a certificate claims. @throws InputError; WorkFailed naming the line that does not hold. */
export function checkCertificateFile(file: string, { json }: { readonly json?: true }): void {
  const lines = readLines(file)
  const wrong = checkCertificate(lines)
  if (json) printJson({ file, holds: wrong === null, ...wrong })
  if (wrong) throw new WorkFailed(`${file}: line ${wrong.line} does not hold: ${wrong.problem}`)
  if (!json) printLine(`${file}: holds, ${lines.length - 2} parts shown anew`)
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n')
  } catch (error) {
    throw new InputError(file, `not readable: ${error instanceof Error ? error.message : String(error)}`)
  }
}
