/**
 * Ours beside Optuna's TPE sampler, in the same space on the same simulator: best cycles so far by number of trials, the
 * median of several seeds. Writes a table and `best-so-far.svg` beside where it runs.
 *
 * Needs dist/, a running server of its own (it starts one), and a python with optuna: see README.md.
 *   node bench/peers/peers.js --python VENV/bin/python [--m 16 --n 256 --k 256] [--trials 200] [--seeds 3]
 *     [--strategies random,genetic,annealing,tpe]
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { TilewrightClient } from 'tilewright/client'

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    m: { type: 'string', default: '16' },
    n: { type: 'string', default: '256' },
    k: { type: 'string', default: '256' },
    trials: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '3' },
    strategies: { type: 'string', default: 'random,genetic,annealing,tpe' },
    output: { type: 'string', default: 'best-so-far.svg' },
  },
})
const trials = Number(flags.trials)
const seeds = Number(flags.seeds)
const workload = { kind: 'gemm', m: Number(flags.m), n: Number(flags.n), k: Number(flags.k) }

const root = new URL('../../', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'tilewright-peers-'))
const server = spawn(
  process.execPath,
  [
    join(root, 'bin/tilewright'),
    'serve',
    '--port',
    '0',
    '--db',
    join(folder, 'peers.db'),
    '--log-level',
    'error',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)

/** Best so far after each trial of one of our strategies, asked and told like the peer: illegal ones count as trials. */
async function curveOf(client, strategy, seed) {
  const { id } = await client.tune({
    workload,
    kind: 'outside',
    strategy,
    space: 'equal-tiles',
    seed,
    budget: { trials },
  })
  const curve = []
  let best = null
  for (;;) {
    const { candidates } = await client.ask(id, { count: 16, simulate: true })
    if (candidates.length === 0) return curve
    const measurements = candidates.map(({ candidate, simulated: { verified, cycles } }) =>
      verified ? { candidate, cycles } : { candidate, status: 'failed' },
    )
    for (const { cycles } of measurements) {
      if (cycles !== undefined && (best === null || cycles < best)) best = cycles
      curve.push(best)
    }
    const { state } = await client.tell(id, { measurements })
    if (state !== 'running') return curve
  }
}

function optunaCurves(url) {
  const words = ['--url', url, '--workload', JSON.stringify(workload), '--trials', flags.trials]
  const script = join(root, 'bench/peers/optuna_tpe.py')
  const printed = execFileSync(flags.python, [script, ...words, '--seeds', flags.seeds], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).curve)
}

/** The median over seeds at each trial; null while most found nothing. */
function median(curves) {
  return Array.from({ length: trials }, (_, i) => {
    const values = curves.map((curve) => curve[i] ?? Infinity).toSorted((a, b) => a - b)
    const middle = values[Math.floor(values.length / 2)]
    return Number.isFinite(middle) ? middle : null
  })
}

const colours = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#a463f2', '#9c6b4e']

/** Lines of best so far over trials, cycles on a log scale. */
function svg(lines) {
  const [width, height, left, top] = [720, 400, 70, 30]
  const values = lines.flatMap(({ curve }) => curve).filter((value) => value !== null)
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))]
  const x = (trial) => left + (trial / (trials - 1)) * (width - left - 20)
  const y = (cycles) => top + ((high - Math.log(cycles)) / (high - low || 1)) * (height - top - 40)
  const paths = lines.map(({ name, curve }, i) => {
    const points = curve.flatMap((cycles, t) =>
      cycles === null ? [] : [`${x(t).toFixed(1)},${y(cycles).toFixed(1)}`],
    )
    const colour = colours[i % colours.length]
    return (
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/>` +
      `<text x="${width - 180}" y="${top + 18 * i + 12}" fill="${colour}">${name}: ${curve.at(-1)}</text>`
    )
  })
  const ticks = [low, (low + high) / 2, high].map((log) => {
    const cycles = Math.round(Math.exp(log))
    return `<text x="${left - 8}" y="${y(cycles) + 4}" text-anchor="end">${cycles}</text>`
  })
  const title = `best cycles so far, gemm ${workload.m} x ${workload.n} x ${workload.k}, median of ${seeds} seeds`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/><text x="${left}" y="18">${title}</text>`,
    ...ticks,
    `<text x="${width / 2}" y="${height - 8}">trials (${trials})</text>`,
    ...paths,
    '</svg>',
    '',
  ].join('\n')
}

try {
  const [line] = await once(server.stdout, 'data')
  const url = /http:\/\/\S+/.exec(String(line))[0]
  const client = new TilewrightClient({ url, name: 'bench/peers' })
  const seedNumbers = Array.from({ length: seeds }, (_, i) => i + 1)
  const lines = []
  for (const strategy of flags.strategies.split(',')) {
    const curves = []
    for (const seed of seedNumbers) curves.push(await curveOf(client, strategy, seed))
    lines.push({ name: `ours, ${strategy}`, curve: median(curves) })
  }
  lines.push({ name: 'Optuna TPE', curve: median(optunaCurves(url)) })
  const marks = [10, 20, 50, 100, 200, 500, 1000].filter((mark) => mark <= trials)
  console.log(['best after'.padEnd(20), ...marks.map((mark) => String(mark).padStart(8))].join(''))
  for (const { name, curve } of lines) {
    const cells = marks.map((mark) => String(curve[mark - 1] ?? '-').padStart(8))
    console.log([name.padEnd(20), ...cells].join(''))
  }
  writeFileSync(flags.output, svg(lines))
} finally {
  server.kill('SIGTERM')
  await once(server, 'exit')
  rmSync(folder, { recursive: true })
}
