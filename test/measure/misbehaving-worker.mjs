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

/** Five numbers: ok, its cycles, no check, a digest, seconds (src/measure/verdicts.ts). */
const verdict = ({ tile_m: tile }) => {
  misdeeds[tile]?.()
  return [0, tile * 10, NaN, tile, 0.001]
}

/** A worker as the pool knows it, that measures nothing and misbehaves where it is told to. */
export default function answer(job) {
  if (job.kind === 'ping') return { kind: 'ping' }
  const numbers = Float64Array.from(JSON.parse(job.schedules).flatMap(verdict))
  return { kind: 'measure', verdicts: { worker: threadId, numbers, details: [] } }
}
