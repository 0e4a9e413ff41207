import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A source file: its path below src/, its text, and what it imports of this project, as paths below src/. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

const importOf = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g

function read(path: string): SourceFile {
  const text = readFileSync(`${root}src/${path}`, 'utf8')
  const imports = Array.from(text.matchAll(importOf), ([, to]) =>
    posix.join(posix.dirname(path), to.replace(/\.js$/, '.ts')),
  )
  return { path, text, imports }
}

/** Every file of src/. */
export const sourceFiles: readonly SourceFile[] = readdirSync(`${root}src`, {
  recursive: true,
  encoding: 'utf8',
})
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .toSorted()
  .map(read)

/** The room that a path below src/ is in: its first folder. */
export const roomOf = (path: string): string => path.split('/')[0]
