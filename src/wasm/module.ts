import { readFileSync } from 'node:fs'

export const wasmPageBytes = 0x10000

const compiled = new Map<string, WebAssembly.Module>()

function compile(file: string): WebAssembly.Module {
  // Built code alone exists, wherever this module itself was loaded from.
  return new WebAssembly.Module(readFileSync(new URL(`../../dist/assembly/${file}.wasm`, import.meta.url)))
}

/**
 * What the build makes of a part of assembly/, ready to work on a memory.
 * @param file its name, without ending. @throws Error when it was not built.
 */
export function builtModule(file: string): WebAssembly.Module {
  const module = compiled.get(file) ?? compile(file)
  compiled.set(file, module)
  return module
}
