import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { matches, replay, Shell } from './console.js'
import { root, sourceFiles } from './source.js'

const pages = [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
]
const read = (page: string): string => readFileSync(root + page, 'utf8')

/** The address that the pages have their server at. */
const address = '127.0.0.1:8080'

/** The commands that begin with an installation are .ci/run's to run, on a fresh clone. */
const isForFreshClone = (command: string): boolean => command.startsWith('npm ci && ')

/** A folder that looks like the repository's root, in which commands may leave files. */
function rootToWriteIn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilewright-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['bin', 'dist', 'docs', 'hardware', 'node_modules', 'package.json']) {
    symlinkSync(root + name, join(folder, name))
  }
  return folder
}

describe.each(['README.md', 'docs/tutorial.md', 'docs/api.md'])('%s', (page) => {
  // `vitest -u` writes the page anew with what its commands print now.
  it('has commands that run as printed, and print what it says', async () => {
    const shell = new Shell(rootToWriteIn())
    onTestFinished(async () => {
      expect((await shell.close()).every((code) => code === 0)).toBe(true)
    })
    const replayed = await replay(read(page), async ({ command, printed: said }) => {
      if (isForFreshClone(command)) return said
      const serves = command.startsWith('bin/tilewright serve')
      const printed = await (serves ? shell.serve(command, address) : shell.run(command))
      return said === '' || matches(printed, said) ? said : printed
    })
    await expect(replayed).toMatchFileSnapshot(root + page)
  }, 120_000)
})

describe('the pages', () => {
  it('link to what exists', () => {
    const dead = pages.flatMap((page) =>
      Array.from(read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g), ([, to]) => to)
        .filter((to) => !existsSync(join(root, dirname(page), to)))
        .map((to) => `${page} -> ${to}`),
    )
    expect(dead).toEqual([])
  })

  it('have every decision in the index, numbered once', () => {
    const decisions = readdirSync(`${root}docs/adr`).filter((name) => name !== 'README.md')
    const listed = Array.from(read('docs/adr/README.md').matchAll(/\]\((\d{4}[^)]*)\)/g), ([, name]) => name)
    expect(listed).toEqual(decisions.toSorted())
    expect(new Set(decisions.map((name) => name.slice(0, 4))).size).toBe(decisions.length)
  })

  it('name no source file that is gone', () => {
    const compiled = readdirSync(`${root}assembly`, { recursive: true, encoding: 'utf8' })
    const names = new Set([
      ...sourceFiles.flatMap(({ path }) => [`src/${path}`, path.split('/').at(-1)]),
      ...compiled.map((path) => path.split('/').at(-1)),
    ])
    const said = pages.flatMap((page) =>
      Array.from(read(page).matchAll(/`([\w/-]+\.ts)`/g), ([, name]) => ({ page, name })),
    )
    const gone = said.filter(({ name }) => !names.has(name) && !existsSync(root + name))
    expect(gone).toEqual([])
  })
})

it('the commands for a fresh clone are those that .ci/run runs', () => {
  const fresh = Array.from(read('README.md').matchAll(/^\$ (npm ci && .*)$/gm), ([, command]) => command)
  expect(fresh).toHaveLength(2)
  const script = read('.ci/run')
  for (const command of fresh) expect(script).toContain(command.slice('npm ci && '.length))
})
