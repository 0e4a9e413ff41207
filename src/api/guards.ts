import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { guardAccess, type Tokens } from './access.js'
import { Overloaded, TooManyRequests } from './refusals.js'

export interface GuardOptions {
  /** None: loopback only. */
  readonly tokens?: Tokens
  /** Requests a minute from one client; none when left out. */
  readonly rateLimit?: number | undefined
  /** Longest that the event loop may be held up before requests are turned away, in milliseconds; 0 for ever. */
  readonly maxDelay?: number
}

/** What a page of ours may load: what it brings with it. */
const contentSecurityPolicy = {
  directives: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    // Served over plain HTTP on loopback, or behind a proxy that speaks TLS.
    upgradeInsecureRequests: null,
  },
}

/** Routes by which a server is watched: open to everybody, and never turned away. */
const isOpen = (role: unknown): boolean => role === null

/** What stands before the routes: who may come in, how often, whether there is room, and what browsers are told. */
export async function guard(
  api: FastifyInstance,
  { tokens = new Map(), rateLimit: perMinute, maxDelay = 5000 }: GuardOptions,
): Promise<void> {
  await api.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false })
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
    maxEventLoopDelay: maxDelay,
    // A shorter one would take a single long moment, on a machine whose cores all measure, for an overload.
    sampleInterval: Math.max(100, maxDelay),
    pressureHandler: ({ routeOptions }) => {
      if (!isOpen(routeOptions.config.role)) throw new Overloaded()
    },
  })
}
