import { Command } from 'commander'
import { positiveInteger, positiveNumber, wholeNumber, withWorkload } from './workload-flags.js'

/*
 * Every command and its flags. What a command does is loaded when it is called, so that help and usage errors
 * need nothing else.
 */

const tune = withWorkload(new Command('tune').description('find the best schedule of a workload'))
  .option('--strategy <name>', 'exhaustive, grid or random', 'exhaustive')
  .option('--trials <count>', 'schedules to try at most', positiveInteger)
  .option('--seconds <time>', 'time to search at most', positiveNumber)
  .option('--seed <number>', 'of random choices and of the data to verify with', wholeNumber, 1)
  .option('--db <file>', 'keep measurements and results here, and answer from here what is known')
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/tune.js')).tune(flags))

const knobs = withWorkload(
  new Command('knobs').description("list a workload's schedule knobs and their values"),
)
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/knobs.js')).knobs(flags))

const withSchedule = (command: Command): Command =>
  withWorkload(command).option(
    '--schedule <schedule>',
    'best (tunes now), default, or a JSON file with one value for each knob',
    'default',
  )

const lower = withSchedule(new Command('lower').description("print the compiler's passes over a workload"))
  .option('--stage <name>', 'the stage to print, or all', 'all')
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/lower.js')).lower(flags))

const disassemble = new Command('disassemble')
  .description('print the instructions, tokens and micro-ops of a program bundle')
  .argument('<program>', 'a .vtap or .vtas file, gzipped or not')
  .option('--hardware <name>', 'pynq, de10, block8, block32, or a VTA configuration JSON', 'pynq')
  .action(async (program, flags) => (await import('./commands/disassemble.js')).disassemble(program, flags))

export const commands = [tune, knobs, lower, disassemble] as const
