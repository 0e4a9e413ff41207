import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { preset } from '../../dist/hardware/presets.js'
import { gemmSpace } from '../../dist/search/gemm-space.js'
import { normalWorkload, workloadId } from '../../dist/workload/workload.js'

const folder = new URL('spaces/', import.meta.url)

/** A space whose every point was timed: `cycles` by index, null for what does not count. */
function readSpace(file) {
  const stored = JSON.parse(gunzipSync(readFileSync(new URL(file, folder))).toString())
  const workload = normalWorkload(stored.workload)
  const points = gemmSpace(workload, preset(stored.hardware))
  if (points.name !== stored.space || points.size !== stored.cycles.length) {
    throw new Error(`${file} holds ${stored.space}, not ${points.name}: run bench/search/make-spaces.js`)
  }
  const cycles = stored.cycles.map((each) => each || null)
  const best = cycles.reduce((least, each) => (each !== null && each < least ? each : least), Infinity)
  return {
    name: `${stored.hardware} ${workloadId(workload)}`,
    points,
    cycles,
    best,
    /** What a tuning has before its first trial. */
    defaultCycles: stored.default_cycles,
  }
}

export const storedSpaces = () => readdirSync(folder).toSorted().map(readSpace)
