import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { errorKinds, type MeasurementStatus } from '../../src/measure/record.js'
import type { Check } from '../../src/measure/verification.js'
import { packVerdicts, unpackVerdicts } from '../../src/measure/verdicts.js'

const statuses: readonly MeasurementStatus[] = ['ok', ...errorKinds]
const checks: readonly (Check | null)[] = ['full', 'fingerprint', null]

it('verdicts cross between threads as they are', () => {
  const verdict = fc.record({
    status: fc.constantFrom(...statuses),
    cycles: fc.option(fc.nat()),
    detail: fc.option(fc.string()),
    check: fc.constantFrom(...checks),
    program: fc.option(fc.maxSafeNat()),
    seconds: fc.double({ min: 0, max: 100, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.nat(9), fc.array(verdict), (worker, verdicts) => {
      const packed = structuredClone(packVerdicts(worker, verdicts))
      expect(unpackVerdicts(packed)).toEqual(verdicts.map((one) => ({ ...one, worker })))
    }),
  )
})
