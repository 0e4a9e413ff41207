import { Command } from 'commander'
import { commands } from './commands.js'
import { exitCode } from './failure.js'
import { reportFailure } from './report-failure.js'

/** The program with every command; it throws what is wrong with the usage instead of printing it, and never exits. */
function tilewright(): Command {
  const program = new Command('tilewright').description(
    'Auto-tuning for the VTA tensor accelerator: exact cycles, verified schedules.',
  )
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} })
  }
  return program
}

/** Runs a command. @param words what follows the program's name. @returns the exit code. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    await tilewright().parseAsync(words, { from: 'user' })
    return exitCode.done
  } catch (error) {
    return reportFailure(error)
  }
}
