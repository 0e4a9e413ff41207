import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { flatListOf } from '../../src/compiler/flat-list.js'
import { listLoops } from '../../src/compiler/list-loops.js'
import { Structures } from '../../src/compiler/structures.js'
import { subjectOf } from '../../src/compiler/subject.js'
import { cutAxes } from '../../src/compiler/tiles.js'
import { anyCandidate } from './arbitrary.js'

it('says of a list without a nest what the passes make of one', () => {
  let lists = 0
  fc.assert(
    fc.property(anyCandidate(300), ({ workload, hardware, schedule }) => {
      const { products } = schedule
      if (!products) return
      const subject = subjectOf(workload, hardware)
      const cutting = cutAxes(schedule, subject.extents)
      const list = flatListOf(schedule, products, subject.extents)
      const { nest } = new Structures().of(subject, schedule, cutting)
      expect(listLoops(list, cutting, subject).taken).toEqual(nest.taken)
      lists++
    }),
    { numRuns: 400 },
  )
  expect(lists).toBeGreaterThan(100)
})
