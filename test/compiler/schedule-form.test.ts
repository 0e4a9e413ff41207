import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOfSchedule, ByteWriter, ScheduleForm, todaysForm } from '../../src/compiler/schedule-form.js'
import { plainKnobs } from '../../src/compiler/schedule.js'
import { anyCandidate } from './arbitrary.js'

describe("a schedule's bytes", () => {
  it('are read as the schedule that was written', () => {
    fc.assert(
      fc.property(anyCandidate(200), ({ schedule }) => {
        expect(todaysForm.read(bytesOfSchedule(schedule))).toEqual(schedule)
      }),
    )
  })

  it('are few for most schedules: a byte a number or a word', () => {
    const schedule = {
      ...plainKnobs,
      tile_m: [6, 3, 2],
      tile_n: 4,
      tile_k: [1, 2, 4],
      order: 'nmk',
      inp_at: 'root',
      wgt_at: 'n',
      threads: 1,
      thread_axis: 'm',
      uop_axis: 'least',
    } as const
    expect(bytesOfSchedule(schedule)).toHaveLength(34)
  })

  it('mean what the lists beside them say, whatever the knobs are today', () => {
    const { names, words } = todaysForm
    const earlier = new ScheduleForm(
      names.filter((name) => !(name in plainKnobs)).toReversed(),
      words.toReversed(),
    )
    const values: Readonly<Record<string, string | number | readonly number[]>> = {
      tile_m: [1, 300],
      tile_n: 65_536,
      tile_k: 3,
      order: 'kmn',
      inp_at: 'k',
      wgt_at: 'root',
      threads: 2,
      thread_axis: 'n',
      uop_axis: 'k',
    }
    const writer = new ByteWriter()
    earlier.write(
      earlier.names.map((name) => values[name]),
      writer,
    )
    const read = new ScheduleForm(earlier.names, earlier.words).read(writer.written)
    expect(read).toEqual({ ...plainKnobs, ...values })
  })

  it('are refused where they end too soon', () => {
    expect(() => todaysForm.read(new Uint8Array([5, 5]))).toThrow('these bytes are no schedule')
  })

  it('have no way to write a word that they do not know', () => {
    expect(() => new ScheduleForm(['order'], []).write(['mnk'], new ByteWriter())).toThrow(
      '"mnk" is no value of a knob',
    )
  })
})
