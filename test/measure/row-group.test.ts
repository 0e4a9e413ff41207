import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Schedule } from '../../src/compiler/schedule.js'
import { errorKinds } from '../../src/measure/record.js'
import { RowGroup, rowsOf, statuses } from '../../src/measure/row-group.js'
import { RowGroupWriter, sliceOf } from '../../src/measure/row-group-writer.js'
import type { Verdict } from '../../src/measure/verdict.js'
import { anyCandidate } from '../compiler/arbitrary.js'

type Row = readonly [schedule: Schedule, verdict: Verdict]

const anyVerdict: fc.Arbitrary<Verdict> = fc.record({
  status: fc.constantFrom('ok' as const, ...errorKinds),
  cycles: fc.option(fc.maxSafeNat()),
  detail: fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
  check: fc.constantFrom('full' as const, 'fingerprint' as const, null),
  program: fc.option(fc.maxSafeNat()),
  seconds: fc.nat(100_000_000).map((microseconds) => microseconds / 1e6),
})
const anyRows: fc.Arbitrary<Row[]> = fc.array(
  fc.tuple(
    anyCandidate(60).map(({ schedule }) => schedule),
    anyVerdict,
  ),
  { minLength: 1, maxLength: 12 },
)

function groupOf(rows: readonly Row[]): RowGroup {
  const writer = new RowGroupWriter()
  for (const [schedule, verdict] of rows) writer.add(schedule, verdict)
  return writer.group(7, 3)
}

const measuredOf = (rows: readonly Row[]) =>
  rows.map(([schedule, verdict]) => ({
    schedule,
    ...verdict,
    verified: verdict.status === 'ok',
    seed: 7,
    worker: 3,
  }))

it('rows come out of a group as they went in, wherever its bytes lie', () => {
  fc.assert(
    fc.property(anyRows, fc.nat(16), (rows, offset) => {
      const group = groupOf(rows)
      expect(rowsOf([group])).toEqual(measuredOf(rows))
      const elsewhere = new Uint8Array(offset + group.bytes.length)
      elsewhere.set(group.bytes, offset)
      expect(rowsOf([new RowGroup(group, elsewhere.subarray(offset))])).toEqual(measuredOf(rows))
    }),
  )
})

it('a part of a group has its rows and no others', () => {
  fc.assert(
    fc.property(anyRows, fc.nat(), fc.nat(), (rows, a, b) => {
      const [from, to] = [a % rows.length, b % (rows.length + 1)]
      fc.pre(from < to)
      expect(rowsOf([sliceOf(groupOf(rows), from, to)])).toEqual(measuredOf(rows.slice(from, to)))
    }),
  )
})

it('cycles count where a program is right', () => {
  const verdict = { cycles: 5, detail: null, check: null, program: 1, seconds: 0 }
  fc.assert(
    fc.property(anyCandidate(20), fc.constantFrom(...statuses), ({ schedule }, status) => {
      const counted = groupOf([[schedule, { ...verdict, status }]]).countedCycles(0)
      expect(counted).toBe(status === 'ok' ? 5 : null)
    }),
  )
})

it('statuses keep their numbers, which are in databases', () => {
  expect(statuses.slice(0, 10)).toEqual([
    'ok',
    'illegal',
    'hazard',
    'race',
    'wrap',
    'deadlock',
    'wrong_answer',
    'fault',
    'timeout',
    'crashed',
  ])
})
