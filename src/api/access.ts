import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What a token may do: read; also tune and cancel what it asked for; also cancel what others asked for. */
export const roles = ['read', 'tune', 'admin'] as const
export type Role = (typeof roles)[number]

/** Who may do what, by token. Without any token, whoever reaches the loopback address may do everything. */
export type Tokens = ReadonlyMap<string, Role>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that a route asks for; `null` for nobody in particular. By method when left out. */
    role?: Role | null
  }
  interface FastifyRequest {
    /** Who asks: one name a token, or what a client without one calls itself. */
    client: string
    role: Role
  }
}

/** Nobody says who asks, or nobody knows the token. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized'
}

/** Who asks may not. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden'
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url')

const allows = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed)

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** A page of another site that resolves its own name to the loopback address is not somebody on this machine. */
function requireLoopbackHost({ headers }: FastifyRequest): void {
  if (loopbackHost.test(headers.host ?? '')) return
  throw new Forbidden(
    `without tokens, this server answers only to localhost, not to "${headers.host ?? ''}": set TILEWRIGHT_TOKENS`,
  )
}

const bearerOf = ({ headers }: FastifyRequest): string | null =>
  /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null

const neededRole = ({ method, routeOptions }: FastifyRequest): Role | null => {
  const { role } = routeOptions.config
  if (role !== undefined) return role
  return method === 'GET' || method === 'HEAD' ? 'read' : 'tune'
}

/** What a client calls itself; many on one machine are told apart by it, and nothing depends on it being true. */
const selfName = ({ headers, ip }: FastifyRequest): string => {
  const name = headers['x-client']
  return typeof name === 'string' && name !== '' ? name.slice(0, 100) : ip
}

/** Lets nobody in who may not. Tokens are looked up by digest, so that no comparison takes longer the more is right. */
export function guardAccess(api: FastifyInstance, tokens: Tokens): void {
  const known = new Map([...tokens].map(([token, role]) => [digest(token), role]))
  api.decorateRequest('client', '')
  api.decorateRequest('role', 'read')
  api.addHook('onRequest', (request, _, done) => {
    const needed = neededRole(request)
    if (known.size === 0) {
      request.client = selfName(request)
      request.role = 'admin'
      if (needed !== null) requireLoopbackHost(request)
      done()
      return
    }
    const token = bearerOf(request)
    const hash = token === null ? '' : digest(token)
    const role = known.get(hash)
    if (role !== undefined) {
      request.client = `token ${hash.slice(0, 12)}`
      request.role = role
    }
    if (needed !== null) {
      if (role === undefined)
        throw new Unauthorized('send "Authorization: Bearer TOKEN" with a token that is known')
      if (!allows(role, needed))
        throw new Forbidden(`this needs a token with the role ${needed}, and yours has ${role}`)
    }
    done()
  })
}
