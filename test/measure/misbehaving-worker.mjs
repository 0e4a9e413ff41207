import { threadId } from 'node:worker_threads'

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
  return { status: 'ok', cycles: tile * 10, detail: null, program: tile, worker: threadId, seconds: 0.001 }
}

/** A worker as the pool knows it, that measures nothing and misbehaves where it is told to. */
export default function answer(job) {
  if (job.kind === 'ping') return { kind: 'ping' }
  return { kind: 'measure', verdicts: job.schedules.map(verdict) }
}
