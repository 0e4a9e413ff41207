import { describe, expect, it } from 'vitest'
import { roomOf, sourceFiles } from './source.js'

/** Lines of a file that match a pattern, as "path:number: line". */
const linesWith = (pattern: RegExp): readonly string[] =>
  sourceFiles.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  )

describe('the source', () => {
  it('has no file that a reader cannot see whole', () => {
    const long = sourceFiles.filter(({ text }) => text.split('\n').length > 350)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it('reads the environment on the command line only', () => {
    const reads = linesWith(/process\.env|node:process/).filter((line) => roomOf(line) !== 'cli')
    expect(reads).toEqual([])
  })

  it('uses no any, and silences neither compiler nor linter', () => {
    expect(linesWith(/[:<,|&(]\s*any\b\s*[;,>)=|&[\]]|\bas any\b|[:]\s*any$/)).toEqual([])
    expect(linesWith(/@ts-(ignore|expect-error|nocheck)|(oxlint|eslint)-disable/)).toEqual([])
  })
})
