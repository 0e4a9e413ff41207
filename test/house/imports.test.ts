import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { root, roomOf, sourceFiles } from './source.js'

/**
 * What each room may import besides itself: a room, or one file or folder of a room where that is all it needs.
 * docs/architecture.md has the same table.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  wasm: [],
  hardware: [],
  workload: ['wasm', 'hardware'],
  isa: ['hardware'],
  compiler: ['wasm', 'hardware', 'workload', 'isa'],
  simulator: ['wasm', 'hardware', 'isa'],
  search: ['hardware', 'workload', 'isa', 'compiler'],
  explain: ['hardware', 'workload', 'isa', 'compiler', 'simulator', 'search'],
  measure: [
    'hardware',
    'workload',
    'isa',
    'compiler',
    'simulator',
    'search/bounds',
    'search/certified',
    'search/product-lists',
    'search/spaces',
    'explain',
  ],
  store: [
    'hardware',
    'workload',
    'compiler/schedule',
    'compiler/schedule-form',
    'measure/record',
    'measure/row-group',
    'measure/row-group-writer',
    'measure/verdict',
  ],
  service: ['hardware', 'workload', 'compiler', 'search', 'measure', 'store'],
  api: [
    'hardware',
    'workload',
    'compiler/layout',
    'compiler/schedule',
    'search/spaces',
    'search/strategies',
    'measure/record',
    'store',
    'service',
  ],
  client: ['workload', 'api'],
  cli: [
    'hardware',
    'workload',
    'isa',
    'compiler',
    'simulator',
    'search',
    'explain',
    'measure',
    'store',
    'service',
    'api',
    'client',
  ],
}

/** The table in docs/architecture.md: rows "| `src/room/` | what it holds | what it may import |". */
function documentedArrows(): Record<string, readonly string[]> {
  const page = readFileSync(`${root}docs/architecture.md`, 'utf8')
  const rows = page.matchAll(/^\| `src\/(\w+)\/` +\|[^|]*\|([^|]*)\|$/gm)
  return Object.fromEntries(
    Array.from(rows, ([, room, may]) => [room, Array.from(may.matchAll(/`([^`]+)`/g), ([, name]) => name)]),
  )
}

const isAllowed = (from: string, to: string): boolean =>
  roomOf(from) === roomOf(to) ||
  (arrows[roomOf(from)] ?? []).some((allowed) => to === `${allowed}.ts` || to.startsWith(`${allowed}/`))

/** The files on a cycle of imports through a file, if there is one. */
function cycleFrom(start: string, importsOf: ReadonlyMap<string, readonly string[]>): string | null {
  const seen = new Set<string>()
  const open = [...(importsOf.get(start) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === start) return start
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(importsOf.get(next) ?? []))
  }
  return null
}

describe('imports', () => {
  it('go only where the table allows', () => {
    const wrong = sourceFiles.flatMap(({ path, imports }) =>
      imports.filter((to) => !isAllowed(path, to)).map((to) => `${path} -> ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it('are allowed as docs/architecture.md says', () => {
    expect(documentedArrows()).toEqual(arrows)
  })

  it('stay inside src/ and make no cycle', () => {
    const importsOf = new Map(sourceFiles.map(({ path, imports }) => [path, imports]))
    const outside = sourceFiles.flatMap(({ imports }) => imports.filter((to) => !importsOf.has(to)))
    const cycles = sourceFiles.map(({ path }) => cycleFrom(path, importsOf)).filter((path) => path !== null)
    expect({ outside, cycles }).toEqual({ outside: [], cycles: [] })
  })
})
