import { writeFileSync } from 'node:fs'
import { InputError } from '../hardware/input.js'

/** Writes a file that the user asked for. @throws InputError naming it when it can't be written. */
export function writeOutput(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes)
  } catch (error) {
    throw new InputError(file, `cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
