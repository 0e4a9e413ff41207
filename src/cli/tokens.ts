import { roles, type Role, type Tokens } from '../api/access.js'
import { InputError } from '../hardware/input.js'

const roleOf = (text: string): Role => {
  const found = roles.find((role) => role === text)
  if (found === undefined) {
    throw new InputError(
      'TILEWRIGHT_TOKENS',
      `an entry has no role: each is TOKEN:ROLE, and a role is one of ${roles.join(', ')}`,
    )
  }
  return found
}

/** Tokens and their roles from `TOKEN:ROLE,TOKEN:ROLE`. @throws InputError, which never shows a token */
export function parseTokens(text: string | undefined): Tokens {
  const tokens = new Map<string, Role>()
  for (const entry of (text ?? '').split(',')) {
    const trimmed = entry.trim()
    if (trimmed === '') continue
    const colon = trimmed.lastIndexOf(':')
    const token = trimmed.slice(0, Math.max(colon, 0))
    if (!/^\S{8,200}$/.test(token)) {
      throw new InputError(
        'TILEWRIGHT_TOKENS',
        'a token has 8 to 200 characters and no spaces, before its :ROLE',
      )
    }
    if (tokens.has(token)) throw new InputError('TILEWRIGHT_TOKENS', 'a token is there twice')
    tokens.set(token, roleOf(trimmed.slice(colon + 1)))
  }
  return tokens
}

/** Whether an address can be reached from this machine alone. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** @throws InputError when everybody could reach a server that asks nobody who they are */
export function requireTokensFor(host: string, tokens: Tokens): void {
  if (tokens.size > 0 || isLoopback(host)) return
  throw new InputError(
    'host',
    `${host} can be reached from other machines: set TILEWRIGHT_TOKENS=TOKEN:ROLE, or listen on 127.0.0.1`,
  )
}
