import { InputError } from '../../hardware/input.js'

/** @throws InputError saying where when a text is not JSON */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(
      'log',
      `${where} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
