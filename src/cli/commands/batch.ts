import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { batchAnswer } from '../../api/answers.js'
import { batchRequestSchema, batchSchema } from '../../api/schemas/batches.js'
import { submissionsOf } from '../../api/submission.js'
import type { Batch, BatchRequest, TilewrightClient } from '../../client/index.js'
import { describeIssues, InputError, withValues } from '../../hardware/input.js'
import { WorkFailed } from '../failure.js'
import { hereOrThere, type Place } from '../here-or-there.js'
import { interruptible } from '../interrupt.js'
import { junit } from '../junit.js'
import { forEver, withService } from '../local-service.js'
import { requireWritable, writeOutput } from '../output-file.js'
import { count, printJson, printLine } from '../print.js'
import { compare, readBaseline, type Comparison } from '../regression.js'
import { table } from '../table.js'

export interface BatchFlags extends Place {
  readonly baseline?: string
  readonly maxRegression: number
  readonly junit?: string
  readonly json?: true
}

/** Longest that one request waits for a batch, in seconds; then it is asked for again. */
const waitSeconds = 60

/** A batch's request from a YAML file. @throws InputError naming the file and each field that is wrong */
function readRequest(file: string): BatchRequest {
  let content: unknown
  try {
    content = parse(readFileSync(file, 'utf8'), { maxAliasCount: 100 })
  } catch (error) {
    throw new InputError(file, error instanceof Error ? error.message : String(error))
  }
  const parsed = batchRequestSchema.safeParse(content, withValues)
  if (!parsed.success) throw new InputError(file, describeIssues(parsed.error))
  return parsed.data
}

const tuneHere = (request: BatchRequest, db: string | undefined): Promise<Batch> =>
  withService(db, async ({ batches, ...rooms }, signal) => {
    const named = submissionsOf(rooms, batchRequestSchema.parse(request), 'command line')
    const { id } = batches.submit(named)
    return batchSchema.parse(batchAnswer(await batches.wait(id, forEver, signal)))
  })

const tuneThere = (request: BatchRequest, client: TilewrightClient): Promise<Batch> =>
  interruptible(async (signal) => {
    const posting = { wait: waitSeconds, idempotencyKey: randomUUID(), signal }
    let answer = await client.postBatch(request, posting)
    while (answer.state === 'running') answer = await client.postBatch(request, posting)
    return answer
  })

export async function batch(file: string, flags: BatchFlags): Promise<void> {
  const request = readRequest(file)
  requireWritable(flags.junit)
  const baseline = flags.baseline === undefined ? new Map() : readBaseline(flags.baseline)
  const answer = await hereOrThere(
    flags,
    () => tuneHere(request, flags.db),
    (client) => tuneThere(request, client),
  )
  const comparisons = compare(answer, baseline, flags.maxRegression)
  if (flags.junit !== undefined) writeOutput(flags.junit, new TextEncoder().encode(junit(comparisons)))
  if (flags.json) printJson({ ...answer, comparisons })
  else printLine(describe(answer, comparisons))
  const wrong = comparisons.filter(({ detail }) => detail !== null)
  if (wrong.length > 0) {
    throw new WorkFailed(wrong.map(({ name, detail }) => `${name}: ${detail}`).join('; '))
  }
}

function describe({ total_cycles }: Batch, comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ name, cycles, baseline, change_percent, verdict }) => [
    name,
    cycles === null ? '-' : count(cycles),
    baseline === null ? '-' : count(baseline),
    change_percent === null ? '-' : `${change_percent.toFixed(2)} %`,
    verdict,
  ])
  const total = total_cycles === null ? 'unknown' : count(total_cycles)
  return `${table(['workload', 'cycles', 'before', 'change', 'verdict'], rows)}\ntotal  ${total} cycles`
}
