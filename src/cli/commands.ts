import { Command } from 'commander'
import { count, positiveInteger, seconds, seed } from './numbers.js'
import { serverOption, serviceCommands } from './service-commands.js'
import { withHardware, withWorkload } from './workload-flags.js'

/*
 * Every command and its flags. What a command does is loaded when it is called, so that help and usage errors
 * need nothing else.
 */

const tune = withWorkload(new Command('tune').description('find the best schedule of a workload'))
  .option(
    '--strategy <name>',
    'certified, exhaustive, grid, random, genetic, annealing or tpe (default: certified)',
  )
  .option(
    '--objective <name>',
    'what to minimise: cycles, or robust, the most cycles over memories that are slower to start',
    'cycles',
  )
  .option(
    '--space <name>',
    'what is searched: sequences of unequal chunks, or equal-tiles (default: the strategy has its own)',
  )
  .option('--trials <count>', 'schedules to try at most', positiveInteger)
  .option('--seconds <time>', 'time to search at most (certified: 120 where neither is given)', seconds)
  .option('--seed <number>', 'of random choices and of the data to verify with', seed, 1)
  .option('--db <file>', 'keep measurements and results here, and answer from here what is known')
  .option(
    '--retain <count>',
    'rows of the log to keep in the end, the fastest, beside the best and what was verified in full (default: all)',
    count,
  )
  .option('--no-warm-start', 'do not begin with what is best for similar workloads in the database')
  .addOption(serverOption())
  .option('--certificate <file>', 'write the proof that no schedule of the space is faster (certified)')
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/tune.js')).tune(flags))

const knobs = withWorkload(
  new Command('knobs').description("list a workload's schedule knobs and their values"),
)
  .option('--space <name>', 'sequences or equal-tiles', 'equal-tiles')
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/knobs.js')).knobs(flags))

const withSchedule = (command: Command): Command =>
  command.option(
    '--schedule <schedule>',
    'best (tunes now), default, or a JSON file with one value for each knob',
    'default',
  )

const lower = withSchedule(
  withWorkload(new Command('lower').description("print the compiler's passes over a workload")),
)
  .option('--stage <name>', 'the stage to print, or all', 'all')
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/lower.js')).lower(flags))

const emit = withSchedule(
  withWorkload(new Command('emit').description('write a program bundle with packed random inputs')),
)
  .option('--data <seed>', 'seed of the inputs', seed, 1)
  .requiredOption('-o, --output <file>', 'the bundle: .vtas or .vtap, with .gz or without')
  .option('--expect <file>', 'write the output region as the reference has it, padding included')
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/emit.js')).emit(flags))

const run = withSchedule(
  withWorkload(new Command('run').description('compute with your own matrices on the simulator'), [
    '--bias [file]',
    'epilogue: add these n int32 values, little endian, one per output channel',
  ]),
)
  .requiredOption('--a <file>', 'A: m x k int8, row-major')
  .requiredOption('--b <file>', 'B: n x k int8, row-major')
  .requiredOption('-o, --output <file>', 'C: m x n int8, row-major')
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/run.js')).run(flags))

const explain = withSchedule(
  withWorkload(new Command('explain').description('say why a schedule takes as many cycles as it does')),
)
  .option(
    '--rivals <schedule...>',
    'schedules to compare it with when memory is slower to start (default: its fastest neighbours)',
  )
  .option('--json', 'print one JSON object')
  .action(async (_kind, flags) => (await import('./commands/explain.js')).explain(flags))

const simulate = withHardware(new Command('simulate').description('run program bundles of any origin'))
  .argument('<program...>', '.vtap or .vtas files, gzipped or not')
  .option('--timeline <file>', 'write every instruction as Chrome trace JSON')
  .option('--json', 'print one JSON object a program')
  .action(async (files, flags) => (await import('./commands/simulate.js')).simulate(files, flags))

const disassemble = withHardware(
  new Command('disassemble').description('print the instructions, tokens and micro-ops of a program bundle'),
)
  .argument('<program>', 'a .vtap or .vtas file, gzipped or not')
  .action(async (file, flags) => (await import('./commands/disassemble.js')).disassemble(file, flags))

const checkCertificate = new Command('check-certificate')
  .description('derive every reason of a certificate again')
  .argument('<file>', 'as tune --certificate wrote it')
  .option('--json', 'print one JSON object')
  .action(async (file, flags) =>
    (await import('./commands/check-certificate.js')).checkCertificateFile(file, flags),
  )

export const commands = [
  checkCertificate,
  tune,
  knobs,
  lower,
  emit,
  run,
  explain,
  simulate,
  disassemble,
  ...serviceCommands,
] as const
