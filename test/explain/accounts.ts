import { expect } from 'vitest'
import { criticalPath } from '../../src/explain/critical-path.js'
import { unitCycles, units } from '../../src/explain/modules.js'
import { phasesOf } from '../../src/explain/phases.js'
import { categories } from '../../src/explain/reasons.js'
import type { Trace } from '../../src/explain/trace.js'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Every unit's cycles add up to the run's, by category and by reason; what it worked on to what it was busy. */
export function expectFullAccounts(trace: Trace): void {
  const accounts = unitCycles(trace)
  for (const unit of units) {
    const account = accounts[unit]
    expect(sum(categories.map((category) => account[category]))).toBe(trace.cycles)
    expect(sum(Object.values(account.by_reason))).toBe(trace.cycles)
    if (unit !== 'fetch') expect(sum(account.work.map(({ busy }) => busy))).toBe(account.busy)
  }
}

/** The critical path leads from launch to FINISH without a gap, step by step and phase by phase. */
export function expectWholePath(trace: Trace): void {
  const path = criticalPath(trace)
  const segments = path.flatMap((step) => step.segments)
  expect(segments[0].from).toBe(0)
  for (const [i, { to }] of segments.entries()) expect(segments[i + 1]?.from ?? trace.cycles).toBe(to)
  const phases = phasesOf(trace, path)
  expect(phases.length).toBeLessThanOrEqual(9)
  expect(sum(phases.map(({ cycles }) => cycles))).toBe(trace.cycles)
  for (const { cycles, parts } of phases) expect(sum(parts.map((part) => part.cycles))).toBe(cycles)
}
