import { threadId } from 'node:worker_threads'
import { IllegalSchedule, type Schedule } from '../compiler/schedule.js'
import { writeBundle } from '../isa/bundle.js'
import type { BuildJob, ExplainJob, Job, MeasureJob, Reply, Subject, TimelineJob } from './messages.js'
import { explain } from '../explain/explain.js'
import { lowerBound } from '../search/bounds/lower-bound.js'
import { chromeTrace } from '../simulator/timeline.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import { countOf, scheduleMaker } from './candidates.js'
import { standBack } from './priority.js'
import { RowGroupWriter } from './row-group-writer.js'
import { after, beginLists, settle, walkLists } from './settling.js'
import { TestBench, type Finding } from './test-bench.js'
import { workloadId } from '../workload/workload.js'

/** What runs in a worker thread: answers jobs one by one. */
standBack()

/** Benches that are kept, the longest unused one given up first: a worker serves a few tunings in turns. */
const keptBenches = 4
const benches = new Map<string, TestBench>()

function benchFor({ workload, hardware, seed, startUpDelays }: Subject): TestBench {
  const key = `${workloadId(workload)} ${seed} ${String(startUpDelays)} ${JSON.stringify(hardware)}`
  const bench =
    benches.get(key) ?? new TestBench({ workload, hardware, seed, ...(startUpDelays && { startUpDelays }) })
  benches.delete(key)
  benches.set(key, bench)
  for (const oldest of benches.keys()) {
    if (benches.size <= keptBenches) break
    benches.delete(oldest)
  }
  return bench
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What comes of a candidate, whatever happens. */
function find(bench: TestBench, schedule: Schedule, incumbent: number | null): Finding {
  try {
    return bench.measure(schedule, incumbent)
  } catch (error) {
    return { status: 'crashed', cycles: null, detail: messageOf(error), check: null, program: null }
  }
}

/** Candidates of a message are begun for so long: the rest of them comes again, in messages that are shorter. */
const mostMilliseconds = 1000

function measure(job: MeasureJob): Reply {
  const bench = benchFor(job)
  const { candidates, incumbent } = job
  const late = after(job.until)
  const scheduleAt = scheduleMaker(candidates, job)
  const rows = new RowGroupWriter()
  const count = countOf(candidates)
  const begun = performance.now()
  let started = begun
  let place = 0
  for (; place < count && started - begun < mostMilliseconds && !late(); place++) {
    const schedule = scheduleAt(place)
    const { status, cycles, detail, check, program } = find(bench, schedule, incumbent)
    const ended = performance.now()
    rows.add(schedule, { status, cycles, detail, check, program, seconds: (ended - started) / 1000 })
    started = ended
  }
  return { kind: 'measure', worker: threadId, length: place, rows: rows.bytes() }
}

function build(job: BuildJob): Reply {
  const bench = benchFor(job)
  const program = bench.program(job.schedule)
  const bundle = writeBundle(program, job.hardware, { sparse: true, gzip: false })
  return { kind: 'build', bundle, expected: bench.expected }
}

function explainJob({ workload, schedule, hardware }: ExplainJob): Reply {
  return { kind: 'explain', explanation: JSON.stringify(explain(workload, schedule, hardware)) }
}

function timeline({ name, schedule, ...subject }: TimelineJob): Reply {
  const program = benchFor(subject).program(schedule)
  const timing = new TimingMachine(subject.hardware).run(program.instructions, program)
  return { kind: 'timeline', trace: chromeTrace([{ name, program, timing }]) }
}

/** An illegal schedule is an answer. */
function unlessIllegal(answerJob: () => Reply): Reply {
  try {
    return answerJob()
  } catch (error) {
    if (error instanceof IllegalSchedule) return { kind: 'illegal', detail: error.message }
    throw error
  }
}

/** The worker's entry: piscina calls it with each job. */
export default function answer(job: Job): Reply {
  switch (job.kind) {
    case 'ping':
      return { kind: 'ping' }
    case 'measure':
      return measure(job)
    case 'build':
      return unlessIllegal(() => build(job))
    case 'settle':
      return { kind: 'settle', settled: settle(job) }
    case 'lists':
      return { kind: 'lists', fastest: beginLists(job) }
    case 'anneal':
      return { kind: 'anneal', walked: walkLists(job) }
    case 'bound':
      return { kind: 'bound', cycles: lowerBound(job.workload, job.hardware).cycles }
    case 'explain':
      return unlessIllegal(() => explainJob(job))
    case 'timeline':
      return unlessIllegal(() => timeline(job))
  }
}
