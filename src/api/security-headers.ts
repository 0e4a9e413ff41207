import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A page for browsers, which loads and shows things. */
    page?: true
  }
}

/** What a page of ours may load: what it brings with it. */
const pagePolicy = [
  "default-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "style-src 'self' 'unsafe-inline'",
].join(';')

/**
 * What browsers are told, as OWASP's lists for pages and for REST services have it. No Strict-Transport-Security: the
 * server speaks HTTP on loopback, or behind a proxy that speaks TLS and says so itself.
 */
const pageHeaders = {
  'content-security-policy': pagePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
} as const
const dataHeaders = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

/** Sends them with every answer. */
export function sendSecurityHeaders(api: FastifyInstance): void {
  api.addHook('onRequest', ({ routeOptions }, reply, done) => {
    void reply.headers(routeOptions.config.page === true ? pageHeaders : dataHeaders)
    done()
  })
}
