import { Command } from 'commander'
import { commands } from './commands.js'
import { exitCode } from './failure.js'
import { tolerateClosedPipe } from './print.js'
import { reportFailure } from './report-failure.js'

/** The program with every command; errors are thrown, not printed, and nothing exits. */
function tilewright(): Command {
  const program = new Command('tilewright')
    .description('Auto-tuning for the VTA tensor accelerator: exact cycles, verified schedules.')
    .configureHelp({ showGlobalOptions: false })
    .showSuggestionAfterError()
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} })
  }
  return program
}

async function main(): Promise<number> {
  tolerateClosedPipe()
  try {
    await tilewright().parseAsync()
    return exitCode.done
  } catch (error) {
    return reportFailure(error)
  }
}

process.exitCode = await main()
