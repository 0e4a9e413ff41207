import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { junit } from '../../src/cli/junit.js'
import { parseTokens } from '../../src/cli/tokens.js'
import { freshFile } from '../store/samples.js'
import { run } from './run.js'

const file = `strategy: random
budget: { trials: 20 }
workloads:
  - name: first
    workload: { kind: gemm, m: 8, n: 32, k: 32 }
  - workload: { kind: gemm, m: 8, n: 32, k: 64, epilogue: { shift: 8 } }
    budget: { trials: 30 }
`

/** A folder with a batch file in it. */
function folderWith(text: string): (name: string) => string {
  const folder = dirname(freshFile())
  writeFileSync(join(folder, 'batch.yaml'), text)
  return (name) => join(folder, name)
}

describe('batch', () => {
  it('tunes every workload, and fails when one became slower than before', async () => {
    const at = folderWith(file)
    const first = await run(`batch ${at('batch.yaml')} --json`)
    expect(first.code).toBe(0)
    const answer = JSON.parse(first.stdout)
    expect(answer).toMatchObject({
      state: 'finished',
      comparisons: [
        { name: 'first', verdict: 'new', baseline: null },
        { name: 'gemm-8x32x64-shift8', verdict: 'new' },
      ],
    })
    answer.items[0].tuning.best.cycles -= 1
    writeFileSync(at('before.json'), JSON.stringify(answer))
    const slower = await run(
      `batch ${at('batch.yaml')} --baseline ${at('before.json')} --junit ${at('report.xml')} --json`,
    )
    expect(slower.code).toBe(1)
    expect(slower.stderr).toMatch(/^error: first: \d+ cycles, 0\.\d+ % more than \d+; 0 % are allowed\n$/)
    expect(JSON.parse(slower.stdout).comparisons).toMatchObject([
      { verdict: 'regression' },
      { verdict: 'ok' },
    ])
    expect(readFileSync(at('report.xml'), 'utf8')).toContain('tests="2" failures="1" errors="0"')
    const allowed = await run(
      `batch ${at('batch.yaml')} --baseline ${at('before.json')} --max-regression 5 --json`,
    )
    expect(allowed.code).toBe(0)
  })

  it.each([
    ['what is no YAML', 'workloads: [', /batch\.yaml: /],
    ['no workloads', 'workloads: []', /batch\.yaml: workloads: /],
    ['a field that is not there', 'workloads: [{ size: 3 }]', /batch\.yaml: workloads\.0/],
    [
      'a bomb of aliases',
      `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]`).join('\n')}`,
      /batch\.yaml: /,
    ],
  ])('refuses %s', async (_, text, message) => {
    const { code, stderr } = await run(`batch ${folderWith(text)('batch.yaml')}`)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('refuses a baseline that is none', async () => {
    const at = folderWith(file)
    expect(await run(`batch ${at('batch.yaml')} --baseline ${at('batch.yaml')}`)).toMatchObject({ code: 2 })
  })
})

describe('the JUnit report', () => {
  it('holds any name', () => {
    const comparison = { cycles: null, baseline: null, change_percent: null, verdict: 'failed' as const }
    expect(junit([{ ...comparison, name: '<a "b" & \u0001>', detail: "x < 'y'" }]))
      .toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="tilewright" tests="1" failures="0" errors="1">
  <testcase classname="tilewright" name="&lt;a &quot;b&quot; &amp; ?&gt;">
    <error type="failed" message="x &lt; 'y'"/>
  </testcase>
</testsuite>
`)
  })
})

describe('tokens', () => {
  it('have roles', () => {
    expect([...parseTokens('correct-horse:read, a:b:battery:admin')]).toEqual([
      ['correct-horse', 'read'],
      ['a:b:battery', 'admin'],
    ])
    expect(parseTokens(undefined).size).toBe(0)
  })

  it.each([
    'correct-horse',
    'correct-horse:king',
    'short:read',
    'correct horse:read',
    'same-token:read,same-token:tune',
  ])('are refused without being shown: %s', (text) => {
    expect(() => parseTokens(text)).toThrow(/^TILEWRIGHT_TOKENS: (?!.*(horse|same-token))/)
  })
})
