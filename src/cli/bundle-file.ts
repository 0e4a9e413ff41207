import { readFileSync } from 'node:fs'
import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import { requireShape } from '../isa/bundle-header.js'
import { readBundle } from '../isa/bundle.js'
import type { Program } from '../isa/program.js'

/** A file's bytes. @throws InputError naming it when it can't be read. */
export function readInput(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new InputError(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A program from a bundle file made for a hardware. @throws InputError naming file, field, value and limit. */
export function readProgram(file: string, hardware: Hardware): Program {
  const { program, shape } = readBundle(readInput(file), file)
  requireShape(shape, hardware, file)
  return program
}
