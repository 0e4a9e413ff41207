/** Longest wait that is granted, in seconds. */
export const longestWait = 300

/** The seconds that a Prefer header (RFC 7240) asks to wait, as far as they are granted; null when it does not ask. */
export function preferredWait(prefer: string | undefined): number | null {
  for (const preference of prefer?.split(',') ?? []) {
    const match = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;.*)?$/i.exec(preference)
    if (match) return Math.min(Number(match[1]), longestWait)
  }
  return null
}
