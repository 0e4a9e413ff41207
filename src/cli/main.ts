import { runCommandLine } from './command-line.js'
import { tolerateClosedPipe } from './print.js'

tolerateClosedPipe()
process.exitCode = await runCommandLine(process.argv.slice(2))
