import { Command, Option } from 'commander'
import { logFormatNames } from '../service/formats/formats.js'
import { percent, port, positiveInteger } from './numbers.js'

/*
 * The commands of the service and their flags: a server, and what works on what is stored, here or at a server. A flag
 * with an environment variable takes its value from there when it is not given.
 */

/** The server that a command goes through. */
export const serverOption = (): Option =>
  new Option('--server <url>', 'go through this server; TILEWRIGHT_TOKEN is its bearer token').env(
    'TILEWRIGHT_SERVER',
  )

const dbOption = (): Option => new Option('--db <file>', 'the SQLite database').env('TILEWRIGHT_DB')

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const serve = new Command('serve')
  .description('serve the REST API; Ctrl-C stops it and keeps what is running for the next start')
  .addOption(
    new Option('--host <address>', 'address to listen on').env('TILEWRIGHT_HOST').default('127.0.0.1'),
  )
  .addOption(
    new Option('--port <number>', 'port to listen on, 0 for any that is free')
      .env('TILEWRIGHT_PORT')
      .argParser(port)
      .default(8080),
  )
  .addOption(dbOption().default('tilewright.db'))
  .addOption(
    new Option('--workers <count>', 'threads that measure (default: one for each core)')
      .env('TILEWRIGHT_WORKERS')
      .argParser(positiveInteger),
  )
  .addOption(
    new Option('--rate-limit <count>', 'requests a minute from one client (default: no limit)')
      .env('TILEWRIGHT_RATE_LIMIT')
      .argParser(positiveInteger),
  )
  .addOption(
    new Option('--log-level <level>', 'what is logged, one JSON object a line on stderr')
      .env('TILEWRIGHT_LOG_LEVEL')
      .choices(logLevels)
      .default('info'),
  )
  .action(async (flags) =>
    (await import('./serve.js')).serve({ ...flags, tokens: process.env.TILEWRIGHT_TOKENS }),
  )

const batch = new Command('batch')
  .description('tune the workloads of a file; for CI: exit 1 when one became slower than before')
  .argument('<file>', 'YAML: the body of POST /v1/batches')
  .addOption(serverOption())
  .option('--db <file>', 'keep measurements and results here, and answer from here what is known')
  .option('--baseline <file>', 'what batch --json printed before')
  .option('--max-regression <percent>', 'how much slower than the baseline is allowed', percent, 0)
  .option('--junit <file>', 'write JUnit XML')
  .option('--json', 'print one JSON object')
  .action(async (file, flags) => (await import('./commands/batch.js')).batch(file, flags))

const formatOption = (): Option =>
  new Option('--format <name>', "autotvm: AutoTVM's 0.2; t4: Kernel Tuner's and others'")
    .choices(logFormatNames)
    .default('jsonl')

const exportCommand = new Command('export')
  .description('write the tuning log for another program')
  .addOption(formatOption())
  .addOption(dbOption().default('tilewright.db'))
  .addOption(serverOption())
  .option('--workload <id>', 'only of this workload')
  .option('--tuning <id>', 'only of this tuning')
  .option('--status <name>', 'only what came out so: ok, illegal, ...')
  .option('-o, --output <file>', 'where to write (default: stdout)')
  .action(async (flags) => (await import('./commands/logs.js')).exportLog(flags))

const importCommand = new Command('import')
  .description("take somebody else's tuning log as history: measure each schedule before it is believed")
  .argument('<file>', 'the log')
  .addOption(formatOption())
  .addOption(dbOption().default('tilewright.db'))
  .addOption(serverOption())
  .option('--workload <id>', 'what was tuned, where the log does not say')
  .option('--hardware <name>', 'on what, where the log does not say')
  .option('--json', 'print one JSON object')
  .action(async (file, flags) => (await import('./commands/logs.js')).importLog(file, flags))

export const serviceCommands = [serve, batch, exportCommand, importCommand] as const
