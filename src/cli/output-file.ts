import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from '../hardware/input.js'

const cannotBeWritten = (file: string, error: unknown): InputError =>
  new InputError(file, `cannot be written: ${error instanceof Error ? error.message : String(error)}`)

/** Refuses, before the work that is to go there, a file that can't be written. @throws InputError naming it. */
export function requireWritable(file: string | undefined): void {
  if (file === undefined) return
  try {
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a directory')
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK)
  } catch (error) {
    throw cannotBeWritten(file, error)
  }
}

/** Writes a file that the user asked for. @throws InputError naming it when it can't be written. */
export function writeOutput(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes)
  } catch (error) {
    throw cannotBeWritten(file, error)
  }
}
