import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Compiler } from '../../../src/compiler/compile.js'
import { flatListOf, type FlatList } from '../../../src/compiler/flat-list.js'
import { IllegalSchedule, type Schedule } from '../../../src/compiler/schedule.js'
import { extentsOf } from '../../../src/compiler/tiles.js'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { copyOf, draftOf, scheduleOf, type Draft } from '../../../src/search/product-lists/draft.js'
import { listForDrafts, writeDraft } from '../../../src/search/product-lists/flat-draft.js'
import { keyOf } from '../../../src/search/product-lists/known-times.js'
import { change } from '../../../src/search/product-lists/moves.js'
import { listKinds, plainLists } from '../../../src/search/product-lists/starts.js'
import { seededRandom } from '../../../src/workload/random.js'
import { anyWorkload } from '../../workload/arbitrary.js'

/** Drafts along a walk of so many moves, with the workload and hardware that they are for. */
const anyDrafts = fc
  .record({ workload: anyWorkload(300), name: fc.constantFrom(...presetNames), seed: fc.nat() })
  .map(({ workload, name, seed }) => {
    const hardware = preset(name)
    const random = seededRandom(seed)
    const kinds = listKinds(workload, hardware)
    const starts = plainLists(kinds[seed % kinds.length].lists, workload, hardware).flat()
    const drafts = [draftOf(starts[seed % starts.length], workload, hardware)]
    for (let i = 0; i < 20; i++) {
      const next = copyOf(drafts[i])
      change(next, true, random)
      drafts.push(next)
    }
    return { workload, hardware, drafts }
  })

function listOf(draft: Draft): FlatList {
  const list = listForDrafts(draft)
  writeDraft(list, draft)
  return list
}

/** Borders of a group may stand in any order in a draft, and some twice. */
const withoutCuts = (draft: Draft): Draft => ({
  ...draft,
  groups: draft.groups.map(({ tiles }) => ({ tiles, cuts: [] })),
})

const wordsOf = ({ words, length }: FlatList): readonly number[] => [...words.subarray(0, length)]

describe('a draft as a list', () => {
  it('has the words of the schedule that it stands for', () => {
    fc.assert(
      fc.property(anyDrafts, ({ workload, hardware, drafts }) => {
        for (const draft of drafts.map(withoutCuts)) {
          const schedule = scheduleOf(draft)
          const list = flatListOf(schedule, schedule.products ?? [], extentsOf(workload, hardware))
          expect(wordsOf(listOf(draft))).toEqual(wordsOf(list))
        }
      }),
    )
  })

  it('has the instructions of the schedule that it stands for, or is refused where that is', () => {
    const fromList = new Compiler()
    const fromSchedule = new Compiler()
    let legal = 0
    fc.assert(
      fc.property(anyDrafts, ({ workload, hardware, drafts }) => {
        const programOf = (schedule: Schedule) => {
          try {
            return fromSchedule.compile(workload, schedule, hardware)
          } catch (error) {
            expect(error).toBeInstanceOf(IllegalSchedule)
            return null
          }
        }
        for (const draft of drafts) {
          const expected = programOf(scheduleOf(draft))
          const found = fromList.compileList(workload, listOf(draft), hardware)
          expect(found?.instructions).toEqual(expected?.instructions)
          expect(found?.dramBytes).toBe(expected?.dramBytes)
          if (found) legal++
        }
      }),
    )
    expect(legal).toBeGreaterThan(300)
  })

  it('has a key of its own unless it says the same', () => {
    const said = new Map<number, string>()
    fc.assert(
      fc.property(anyDrafts, ({ drafts }) => {
        for (const draft of drafts) {
          const list = listOf(draft)
          const text = JSON.stringify([list.knobs, wordsOf(list)])
          expect(said.get(keyOf(list)) ?? text).toBe(text)
          said.set(keyOf(list), text)
        }
      }),
    )
    expect(new Set(said.values()).size).toBe(said.size)
    expect(said.size).toBeGreaterThan(500)
  })
})
