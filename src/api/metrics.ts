import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Rooms } from './api.js'
import type { HotAnswers } from './hot-answers.js'

/** A number that is looked up when somebody asks. */
function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  const metric = new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(value())
    },
  })
  registry.registerMetric(metric)
}

/** A count that is kept elsewhere and only grows. */
function counter(registry: Registry, name: string, help: string, value: () => number): void {
  let counted = 0
  const metric = new Counter({
    name,
    help,
    registers: [],
    collect() {
      const now = value()
      this.inc(now - counted)
      counted = now
    },
  })
  registry.registerMetric(metric)
}

/**
 * Measures every request that the framework handles, and counts its rooms, beside the process's own memory, CPU and event
 * loop.
 * @returns the text that Prometheus reads.
 */
export function measureRequests(
  api: FastifyInstance,
  { store, tunings, workerRestarts }: Rooms,
  hot: Pick<HotAnswers, 'given'>,
): () => Promise<string> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauge(registry, 'tilewright_queued_tunings', 'Tunings that wait', () => store.tunings.queuedCount())
  gauge(registry, 'tilewright_running_tunings', 'Tunings that run', () => (tunings.running ? 1 : 0))
  gauge(
    registry,
    'tilewright_candidates_per_second',
    'Programs that the running tuning measures in a second',
    () => tunings.running?.progress?.candidates_per_second ?? 0,
  )
  counter(
    registry,
    'tilewright_candidates_total',
    'Candidates measured since the start',
    () => tunings.measured,
  )
  counter(
    registry,
    'tilewright_worker_restarts_total',
    'Workers that died or took too long and were replaced',
    workerRestarts,
  )
  const seconds = new Histogram({
    name: 'tilewright_http_request_seconds',
    help: 'Time from request to end of answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [registry],
  })
  counter(
    registry,
    'tilewright_http_hot_answers_total',
    'Answers given again as they were, which the histogram does not have',
    () => hot.given,
  )
  api.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    seconds.observe({ method, route: routeOptions.url ?? 'none', status: statusCode }, elapsedTime / 1000)
    done()
  })
  return () => registry.metrics()
}
