import { threadId } from 'node:worker_threads'
import { RowGroupWriter } from '../../dist/measure/row-group-writer.js'

/** What a candidate with such a tile_m does to its worker. */
const misdeeds = {
  666: () => process.exit(3),
  667: () => {
    for (;;);
  },
  668: () => {
    throw new Error('the compiler tripped')
  },
  669: () => {
    const hoard = []
    for (;;) hoard.push(Array.from({ length: 1000 }, () => ({})))
  },
}

const verdict = ({ tile_m: tile }) => {
  misdeeds[tile]?.()
  return { status: 'ok', cycles: tile * 10, detail: null, check: null, program: tile, seconds: 0.001 }
}

/** A candidate that takes a worker so long that it answers before it begins with others. */
const slowTile = 665

let bounds = 0

/** A worker as the pool knows it, that measures nothing and misbehaves where it is told to. */
export default function answer(job) {
  if (job.kind === 'ping') return { kind: 'ping' }
  if (job.kind === 'bound') return { kind: 'bound', cycles: ++bounds }
  const { schedules } = job.candidates
  const rows = new RowGroupWriter()
  const late = job.until !== null && Date.now() > job.until
  // One that is slow is the last of its message.
  const slow = schedules.findIndex(({ tile_m: tile }) => tile === slowTile)
  const begun = late ? [] : schedules.slice(0, slow < 0 ? schedules.length : slow + 1)
  for (const schedule of begun) rows.add(schedule, verdict(schedule))
  return { kind: 'measure', worker: threadId, length: begun.length, rows: rows.bytes() }
}
