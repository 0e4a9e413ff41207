import { constants, gunzipSync } from 'node:zlib'
import { InputError } from '../hardware/input.js'

export const isGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** Compressed bytes that hold the front of any bundle; they inflate to a few MB at most. */
const frontBytes = 4096

function inflate(run: () => Uint8Array, name: string, limit: number): Uint8Array {
  try {
    return run()
  } catch (error) {
    const tooLarge = error instanceof RangeError
    const problem = tooLarge ? `inflates to more than the ${limit} bytes its header announces` : String(error)
    throw new InputError(`${name}: gzip`, problem)
  }
}

/** The first bytes of what is gzipped, as many as a small piece of it yields. @throws InputError when it is not gzip. */
export const inflateFront = (bytes: Uint8Array, name: string): Uint8Array => {
  const front = bytes.subarray(0, frontBytes)
  return inflate(() => gunzipSync(front, { finishFlush: constants.Z_SYNC_FLUSH }), name, Infinity)
}

/** All that is gzipped. @throws InputError when it is broken, or more than `limit` bytes. */
export const inflateAll = (bytes: Uint8Array, name: string, limit: number): Uint8Array =>
  inflate(() => gunzipSync(bytes, { maxOutputLength: Math.max(limit, 1) }), name, limit)
