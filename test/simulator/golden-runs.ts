import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import type { GoldenFolder } from '../isa/golden.js'

/** What the hardware did with each golden program (test/golden/hardware/README.md). */
const intervals = z.array(z.tuple([z.number(), z.number()]))
const runSchema = z.object({
  name: z.string(),
  cycles: z.number(),
  hazards: z.number(),
  hang: z.boolean(),
  events: z.object({ L: intervals, C: intervals, S: intervals }),
  output_sha256: z.string().optional(),
})
export type GoldenRun = z.infer<typeof runSchema>

/** Each results file with its programs and the hardware they ran on. */
export const goldenSets = [
  { results: 'pynq', hardware: 'pynq', folder: 'programs' },
  { results: 'de10', hardware: 'de10', folder: 'programs' },
  { results: 'block8', hardware: 'block8', folder: 'programs-block8' },
  { results: 'block32', hardware: 'block32', folder: 'programs-block32' },
  { results: 'edges-pynq', hardware: 'pynq', folder: 'programs-edges' },
  { results: 'edges-de10', hardware: 'de10', folder: 'programs-edges' },
] as const satisfies readonly { results: string; hardware: string; folder: GoldenFolder }[]

export const goldenRuns = (results: string): GoldenRun[] =>
  gunzipSync(readFileSync(new URL(`../golden/hardware/${results}.jsonl.gz`, import.meta.url)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => runSchema.parse(JSON.parse(line)))
