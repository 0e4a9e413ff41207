import { getHeapStatistics } from 'node:v8'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { guardAccess, type Tokens } from './access.js'
import { Overloaded, TooManyRequests } from './refusals.js'
import { sendSecurityHeaders } from './security-headers.js'

export interface GuardOptions {
  /** None: loopback only. */
  readonly tokens?: Tokens
  /** Requests a minute from one client; none when left out. */
  readonly rateLimit?: number | undefined
  /** JavaScript heap in use above which requests are turned away, in bytes; most of what there is when left out. */
  readonly maxHeapBytes?: number
}

/**
 * Above this share of the heap, requests are turned away. The event loop's delay says nothing here: the workers take every
 * core, so that it is late whenever a tuning runs.
 */
const heapShare = 0.85

/** Routes by which a server is watched: open to everybody, and never turned away. */
const isOpen = (role: unknown): boolean => role === null

/** What stands before the routes: who may come in, how often, whether there is room, and what browsers are told. */
export async function guard(
  api: FastifyInstance,
  {
    tokens = new Map(),
    rateLimit: perMinute,
    maxHeapBytes = heapShare * getHeapStatistics().heap_size_limit,
  }: GuardOptions,
): Promise<void> {
  sendSecurityHeaders(api)
  guardAccess(api, tokens)
  if (perMinute !== undefined) {
    await api.register(rateLimit, {
      max: perMinute,
      timeWindow: '1 minute',
      keyGenerator: ({ client }) => client,
      allowList: ({ routeOptions }) => isOpen(routeOptions.config.role),
      errorResponseBuilder: () => new TooManyRequests(perMinute),
    })
  }
  await api.register(underPressure, {
    maxHeapUsedBytes: maxHeapBytes,
    sampleInterval: 1000,
    pressureHandler: ({ routeOptions }) => {
      if (!isOpen(routeOptions.config.role)) throw new Overloaded()
    },
  })
}
