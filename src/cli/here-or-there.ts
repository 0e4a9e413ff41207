import { TilewrightClient } from '../client/index.js'
import { InputError } from '../hardware/input.js'
import { DatabaseHeld } from '../store/owner.js'

/** Where a command finds what is stored: in a database file, or at a server. */
export interface Place {
  readonly db?: string | undefined
  readonly server?: string | undefined
}

/** @throws InputError when the url is none. */
function clientOf(url: string): TilewrightClient {
  if (!URL.canParse(url))
    throw new InputError('server', `"${url}" is no address such as http://127.0.0.1:8080`)
  return new TilewrightClient({
    url,
    token: process.env.TILEWRIGHT_TOKEN,
    name: process.env.TILEWRIGHT_CLIENT ?? 'command line',
  })
}

/**
 * Does a command's work in this process, or through a server: the one that was named, or the one that holds the
 * database.
 */
export async function hereOrThere<T>(
  { db, server }: Place,
  here: () => Promise<T>,
  there: (client: TilewrightClient) => Promise<T>,
): Promise<T> {
  if (server !== undefined) return there(clientOf(server))
  try {
    return await here()
  } catch (error) {
    const url = error instanceof DatabaseHeld ? error.owner?.url : null
    if (!url) throw error
    process.stderr.write(`${db} is held by the server at ${url}: going through it\n`)
    return there(clientOf(url))
  }
}
