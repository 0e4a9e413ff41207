import { describe, expect, it } from 'vitest'
import { secondsLeft } from '../../src/service/seconds-left.js'
import type { Budget, TuningRecord } from '../../src/store/records.js'
import { Store } from '../../src/store/store.js'
import { queueTuning, someProgress } from '../store/samples.js'

const noBudget: Budget = { trials: null, seconds: null }

function running(tried: number, seconds: number, budget: Budget = noBudget): TuningRecord {
  const store = Store.open(':memory:')
  const tuning = queueTuning(store)
  store.close()
  return { ...tuning, state: 'running', budget, progress: { ...someProgress, tried, trials: 100, seconds } }
}

describe('the expected time left', () => {
  it('is what is left to try at the rate so far', () => {
    expect(secondsLeft(running(25, 5))).toBe(15)
  })

  it('is no longer than the budget of seconds', () => {
    expect(secondsLeft(running(25, 5, { trials: null, seconds: 8 }))).toBe(3)
    expect(secondsLeft(running(25, 9, { trials: null, seconds: 8 }))).toBe(0)
  })

  it('is not known before anything was tried, nor when the tuning does not run', () => {
    expect(secondsLeft(running(0, 1))).toBeNull()
    expect(secondsLeft({ ...running(25, 5), progress: null })).toBeNull()
    expect(secondsLeft({ ...running(25, 5), state: 'finished' })).toBeNull()
  })
})
