import type { Database } from 'better-sqlite3'
import type { MeasurementStatus } from '../measure/record.js'
import type { RowGroup } from '../measure/row-group.js'
import { measurementId, measurementNumbers, tuningId, tuningNumber } from './ids.js'
import { pageOf, readCursor, type Page, type PageRequest } from './page.js'
import type { MeasurementRecord, TuningRecord } from './records.js'
import type { GroupRow, RowGroups } from './row-groups.js'

/** What a page of measurements is narrowed to. */
export interface MeasurementFilter {
  readonly workload_id?: string | undefined
  readonly tuning_id?: string | undefined
  readonly status?: MeasurementStatus | undefined
}

interface PageParameters {
  readonly workload_id: string | undefined
  readonly tuning: number | null
  readonly status: string | undefined
  readonly after_tuning: number
  readonly after_number: number
}

type OfTuning = Pick<TuningRecord, 'workload_id' | 'hardware'>
type GroupRowOfTuning = GroupRow & OfTuning

/** A row within its group. */
interface Place extends OfTuning {
  readonly tuning: number
  readonly number: number
  readonly group: RowGroup
  readonly row: number
}

/** The tuning log: pages in the order of tunings, and within one in the order in which results came. */
export class Measurements {
  readonly #db: Database
  readonly #groups: RowGroups
  readonly #namesOf

  constructor(db: Database, groups: RowGroups) {
    this.#db = db
    this.#groups = groups
    this.#namesOf = db.prepare<[number], OfTuning>(
      'SELECT workload_id, hardware FROM tunings WHERE number = ?',
    )
  }

  get(id: string): MeasurementRecord | null {
    const numbers = measurementNumbers(id)
    if (numbers === null) return null
    const { tuning, number } = numbers
    const found = this.#groups.holding(tuning, number)
    const names = this.#namesOf.get(tuning)
    return found && names
      ? record({ ...names, tuning, number, group: found.group, row: number - found.first })
      : null
  }

  /** Reads the groups that have rows of the page and no others, however long the log is. */
  page(filter: MeasurementFilter, { cursor, limit }: PageRequest): Page<MeasurementRecord> {
    const [tuning, number] = cursor === undefined ? [0, 0] : readCursor(cursor, 2)
    const places: Place[] = []
    for (const place of this.#places(filter, tuning, number)) {
      places.push(place)
      if (places.length > limit) break
    }
    return pageOf(places, limit, (place) => [place.tuning, place.number], record)
  }

  /** Rows behind a row. */
  *#places(filter: MeasurementFilter, after_tuning: number, after_number: number): Generator<Place> {
    for (const row of this.#groupRows(filter, after_tuning, after_number)) {
      const { tuning, workload_id, hardware } = row
      const { first, group } = this.#groups.stored(row)
      const from = tuning === after_tuning ? Math.max(0, after_number + 1 - first) : 0
      for (let i = from; i < group.length; i++) {
        if (filter.status !== undefined && group.status(i) !== filter.status) continue
        yield { tuning, number: first + i, workload_id, hardware, group, row: i }
      }
    }
  }

  /**
   * The tuning is the outer loop and its groups, or those that have rows of the status, the inner one, from the group that
   * has the row behind the cursor.
   */
  #groupRows(
    { workload_id, tuning_id, status }: MeasurementFilter,
    after_tuning: number,
    after_number: number,
  ): Iterable<GroupRowOfTuning> {
    const tuning = tuning_id === undefined ? null : tuningNumber(tuning_id)
    const narrowed = [
      ...(workload_id === undefined ? [] : ['AND t.workload_id = @workload_id']),
      ...(tuning_id === undefined ? [] : ['AND t.number = @tuning']),
    ].join(' ')
    const groups =
      status === undefined
        ? { from: 'row_groups g', where: 'g.tuning = t.number', first: 'g.first' }
        : {
            from: 'row_group_statuses s CROSS JOIN row_groups g',
            where: 's.status = @status AND s.tuning = t.number AND g.tuning = s.tuning AND g.first = s.first',
            first: 's.first',
          }
    return this.#db
      .prepare<PageParameters, GroupRowOfTuning>(
        `SELECT g.*, t.workload_id, t.hardware FROM tunings t CROSS JOIN ${groups.from}
         WHERE t.number >= @after_tuning AND ${groups.where} ${narrowed}
           AND ${groups.first} >= CASE t.number WHEN @after_tuning THEN
             coalesce((SELECT max(first) FROM row_groups WHERE tuning = @after_tuning AND first <= @after_number + 1), 0)
             ELSE 0 END
         ORDER BY t.number, ${groups.first}`,
      )
      .iterate({ workload_id, tuning, status, after_tuning, after_number })
  }
}

function record({ tuning, number, workload_id, hardware, group, row }: Place): MeasurementRecord {
  const { schedule, status, cycles, verified, check, detail, seed, worker, seconds, program } = group.row(row)
  return {
    id: measurementId(tuning, number),
    tuning_id: tuningId(tuning),
    workload_id,
    hardware,
    schedule,
    status,
    cycles,
    verified,
    check,
    detail,
    seed,
    worker,
    seconds,
    program,
  }
}
