import { describe, expect, it } from 'vitest'
import { OutOfTime, TimeLimit } from '../../src/service/time-limit.js'

describe('the time that a tuning has', () => {
  it('is without end where there is no budget', () => {
    const limit = new TimeLimit(null)
    expect(limit.until(5)).toBeNull()
    expect(limit.isSpent(1e9)).toBe(false)
    expect(limit.signal.aborted).toBe(false)
  })

  it('is spent sooner when some of it is reserved', () => {
    const limit = new TimeLimit(1000)
    const end = limit.until() ?? 0
    expect(end).toBeGreaterThan(Date.now())
    expect(limit.until(400)).toBe(end - 400_000)
    expect(limit.isSpent(400)).toBe(false)
    expect(limit.isSpent(1001)).toBe(true)
    limit.close()
  })

  it('ends with the signal of its caller, for the reason of that', () => {
    const stop = new AbortController()
    const limit = new TimeLimit(1000, stop.signal)
    stop.abort(new Error('enough'))
    expect(limit.signal.reason).toEqual(new Error('enough'))
    expect(limit.isOverrun).toBe(false)
    limit.close()
  })

  it('ends what goes on long after its budget', async () => {
    const limit = new TimeLimit(0.001)
    await new Promise((resolve) => limit.signal.addEventListener('abort', resolve))
    expect(limit.isOverrun).toBe(true)
    expect(limit.signal.reason).toBeInstanceOf(OutOfTime)
  })
})
