import { IllegalSchedule, type Axis, type KnobName, type Schedule } from './schedule.js'
import { mostChunks, type Cutting } from './tiles.js'

/** Most GEMM instructions that a program may have. */
export const maxGemms = 2 ** 18

const tileKnob = { m: 'tile_m', n: 'tile_n', k: 'tile_k' } as const satisfies Record<Axis, KnobName>

/**
 * Refuses a schedule of loops whose program would be absurdly long, or whose threads have too few chunks to share.
 * @throws IllegalSchedule.
 */
export function checkLoops(schedule: Schedule, cutting: Cutting): void {
  const counts = { m: mostChunks(cutting, 'm'), n: mostChunks(cutting, 'n'), k: mostChunks(cutting, 'k') }
  if (counts.m * counts.n * counts.k > maxGemms) refuseLength(counts)
  const { threads, thread_axis: axis } = schedule
  if (threads > 1 && counts[axis] < threads) {
    throw new IllegalSchedule(
      'threads',
      `the ${axis} loop has ${counts[axis]} chunk(s)`,
      `${threads} virtual threads`,
    )
  }
}

/** The error of tiles that share passes but do not lie one behind the other. */
export const scatteredGroup = (): IllegalSchedule =>
  new IllegalSchedule(
    'alu_tiles',
    'tiles share passes only where one start holds them all (acc_at)',
    'tiles of several starts',
  )

function refuseLength(counts: Readonly<Record<Axis, number>>): never {
  const most = (['m', 'n', 'k'] as const).reduce((worst, axis) =>
    counts[axis] > counts[worst] ? axis : worst,
  )
  throw new IllegalSchedule(
    tileKnob[most],
    `a program may have ${maxGemms} GEMM instructions`,
    `${counts.m} x ${counts.n} x ${counts.k} chunks make ${counts.m * counts.n * counts.k}`,
  )
}
