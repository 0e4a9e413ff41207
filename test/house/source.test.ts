import { describe, expect, it } from 'vitest'
import { roomOf, sourceFiles } from './source.js'

/** Lines that match a pattern, as "path:number: line". @param of what of a file's text is looked at. */
const linesWith = (pattern: RegExp, of = (text: string) => text): readonly string[] =>
  sourceFiles.flatMap(({ path, text }) =>
    of(text)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  )

/** Text without its comments, line by line as before. */
const withoutComments = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .replaceAll(/\/\/.*$/gm, '')

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
    expect(linesWith(/[:<,|&(]\s*any\b\s*(?:[;,>)=|&[\]]|$)|\bas any\b/, withoutComments)).toEqual([])
    expect(linesWith(/@ts-(ignore|expect-error|nocheck)|(oxlint|eslint)-disable/)).toEqual([])
  })
})
