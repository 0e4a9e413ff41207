/** Prints a line of a command's result on stdout; everything else goes to stderr. */
export const printLine = (text: string): void => void process.stdout.write(`${text}\n`)

/** Prints a result as one line of JSON. */
export const printJson = (value: unknown): void => printLine(JSON.stringify(value))

/** A whole number with thousands separated: 216,000. */
export const count = (value: number): string => value.toLocaleString('en-US')

/** Ends quietly when whoever reads our output has had enough (`tilewright ... | head`). */
export function tolerateClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
