import { createHash } from 'node:crypto'
import { z } from 'zod'
import { scheduleSchema } from '../compiler/schedule.js'
import { vtaConfigSchema } from '../hardware/config.js'
import { deriveHardware } from '../hardware/hardware.js'
import { describeIssues, InputError, withValues } from '../hardware/input.js'
import { timeOf } from '../measure/settling.js'
import { TestBench } from '../measure/test-bench.js'
import { PartChecker } from '../search/checking/check-part.js'
import type { SettledShard } from '../search/certified/settle-region.js'
import { spaceHash, spaceName } from '../search/certified/space-name.js'
import { normalWorkload } from '../workload/workload.js'
import type { BestSchedule, TuneRequest } from './tuning.js'

/*
 * The proof that no schedule of the space is faster: a line that says what is claimed, then a line a part of the
 * space: the cycles that its schedules had to beat; how many regions were dropped by a bound, and the least of those
 * bounds; and each other region with what became of its schedules (bounded, illegal, simulated) and the fastest. The
 * last line is a digest.
 */

/** Collects the parts of a certificate. */
export class Certificate {
  readonly #parts = new Map<number, string>()

  /** @param of parts that the space is in. */
  constructor(readonly of: number) {}

  add(shard: number, limit: number, settled: SettledShard): void {
    this.#parts.set(shard, partLine(shard, limit, settled))
  }

  /** The lines, JSON each. */
  lines({ workload, hardware, seed }: TuneRequest, best: BestSchedule): readonly string[] {
    const { schedule, cycles } = best
    const claim = {
      claim: 'no schedule of the space is faster',
      space: spaceName,
      hash: spaceHash(workload, hardware),
      workload,
      hardware: { name: hardware.name, config: hardware.config },
      seed,
      best: { schedule, cycles },
      parts: this.of,
    }
    const parts = [...this.#parts].toSorted(([a], [b]) => a - b).map(([, line]) => line)
    const lines = [JSON.stringify(claim), ...parts]
    return [...lines, digestLine(lines)]
  }
}

/** The last line: a digest of all before it, so that a line that was altered, however harmlessly, shows. */
const digestLine = (lines: readonly string[]): string =>
  JSON.stringify({ sha256: createHash('sha256').update(lines.join('\n')).digest('hex') })

const partLine = (
  part: number,
  limit: number,
  { boundedRegions, boundedSchedules, leastBound, regions, best }: SettledShard,
): string =>
  JSON.stringify({
    part,
    limit,
    bounded_regions: boundedRegions,
    bounded_schedules: boundedSchedules,
    least_bound: leastBound,
    regions,
    best,
  })

const claimSchema = z.object({
  claim: z.literal('no schedule of the space is faster'),
  space: z.literal(spaceName),
  hash: z.string(),
  workload: z.unknown(),
  hardware: z.object({ name: z.string(), config: vtaConfigSchema }),
  seed: z.number().int(),
  best: z.object({ schedule: scheduleSchema, cycles: z.number().int() }),
  parts: z.number().int().min(1).max(4096),
})

const count = z.number().int().min(0)

const partSchema = z.strictObject({
  part: count,
  limit: z.number(),
  bounded_regions: count,
  bounded_schedules: count,
  least_bound: z.number().nullable(),
  regions: z.array(
    z.strictObject({
      region: z.unknown(),
      schedules: count,
      bounded: count,
      illegal: count,
      simulated: count,
      cycles: z.number().int().nullable(),
    }),
  ),
  best: z.object({ schedule: scheduleSchema, cycles: z.number().int() }).nullable(),
})

/** The line of a certificate that does not hold, from 1, and why. */
interface Flaw {
  readonly line: number
  readonly problem: string
}

const wrong = (line: number, problem: string): Flaw => ({ line, problem })

/**
 * Checks a certificate: the space is the one named, the best verifies and takes the cycles claimed, each part is there
 * once, what it states adds up to the schedules that it holds, and none of these is faster than the best. That is shown
 * anew, by the checker's own bound and by exact runs: an error in the searcher's bounds does not hide here.
 * @returns null when it holds; else the first line that does not, from 1, and why.
 * @throws InputError when a line is no JSON, or not what it should be.
 */
export function checkCertificate(lines: readonly string[]): Flaw | null {
  const claim = parse(claimSchema, lines[0] ?? '', 1)
  const workload = normalWorkload(claim.workload)
  const hardware = deriveHardware(claim.hardware.name, claim.hardware.config)
  const { cycles, schedule } = claim.best
  if (claim.hash !== spaceHash(workload, hardware))
    return wrong(1, 'the space is another one: its hash differs')
  const best = new TestBench({ workload, hardware, seed: claim.seed }).measure(schedule, null)
  if (best.status !== 'ok') return wrong(1, `the best does not verify: ${best.detail ?? best.status}`)
  if (best.cycles !== cycles) return wrong(1, `the best takes ${best.cycles ?? 'no'} cycles, not ${cycles}`)
  if (lines.length - 2 !== claim.parts) return wrong(lines.length, `${claim.parts} parts are claimed`)
  const digest = digestLine(lines.slice(0, -1))
  const time = timeOf({ workload, hardware })
  const checker = new PartChecker(workload, hardware, cycles, time)
  for (const [part, line] of lines.slice(1, -1).entries()) {
    const stated = parse(partSchema, line, part + 2)
    if (stated.part !== part) return wrong(part + 2, `part ${part} should be here`)
    if (stated.limit < cycles)
      return wrong(part + 2, `it was settled against ${stated.limit}, below the best`)
    if (stated.best && stated.best.cycles < cycles) return wrong(part + 2, 'it holds a faster schedule')
    if (stated.best && time(stated.best.schedule, stated.best.cycles + 1) !== stated.best.cycles)
      return wrong(part + 2, 'its best takes other cycles')
    const problem = checker.problemOf({ shard: part, of: claim.parts, mostTiles: null }, stated)
    if (problem !== null) return wrong(part + 2, problem)
  }
  return digest === lines.at(-1) ? null : wrong(lines.length, 'a line was altered: the digest differs')
}

function parse<T>(schema: z.ZodType<T>, line: string, number: number): T {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new InputError(`line ${number}`, 'is not JSON')
  }
  const parsed = schema.safeParse(json, withValues)
  if (!parsed.success) throw new InputError(`line ${number}`, describeIssues(parsed.error))
  return parsed.data
}
