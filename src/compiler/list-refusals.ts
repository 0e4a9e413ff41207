import type { FlatList } from './flat-list.js'
import { scatteredGroup } from './limits.js'
import { IllegalSchedule } from './schedule.js'

/** Why compiled code refuses a list, by its numbers (assembly/compiler/list.ts), but for the first, which is none. */
export const listRefusals = [
  'none',
  'no such row',
  'no such column',
  'uneven',
  'too deep',
  'too short',
  'a in parts',
  'b in parts',
  'in turns',
  'wide alone',
  'wide in pieces',
  'wide scattered',
  'group scattered',
] as const
type ListRefusal = (typeof listRefusals)[number]

/** What is refused: a product of a list, or where tiles are too short a tile of C with its blocks of k. */
export interface Guilty {
  readonly list: FlatList
  readonly at: number
  /** Blocks of k in all, and those that the tile gets. */
  readonly depth: number
  readonly blocks: number
}

/** The error of a list that is refused. */
export function refusedList(why: ListRefusal, { list, at, depth, blocks }: Guilty): IllegalSchedule {
  if (why === 'group scattered') return scatteredGroup()
  if (why === 'too short') {
    const row = Math.floor(at / list.columns)
    const which = `chunk ${row} of m and ${at % list.columns} of n get ${blocks}`
    return new IllegalSchedule('products', `each tile of C takes all ${depth} blocks of k`, which)
  }
  return new IllegalSchedule('products', limitOf(why, list, depth), `[${list.product(at).join(', ')}]`)
}

function limitOf(
  why: Exclude<ListRefusal, 'group scattered' | 'too short'>,
  list: FlatList,
  depth: number,
): string {
  switch (why) {
    case 'no such row':
      return `tile_m makes ${list.rows} chunks`
    case 'no such column':
      return `tile_n makes ${list.columns} chunks`
    case 'uneven':
      return 'the tiles of a product are as far in k'
    case 'too deep':
      return `k has ${depth} blocks`
    case 'a in parts':
      return 'a product takes A from one load'
    case 'b in parts':
      return 'a product takes B from one load'
    case 'in turns':
      return 'tiles take turns only where all are started at once (acc_at root)'
    case 'wide alone':
      return 'several tiles are one product only where all are started at once (acc_at root)'
    case 'wide in pieces':
      return 'several tiles are one product only where B does not stay by pieces'
    case 'wide scattered':
      return 'tiles that are one product are finished one behind the other'
    case 'none':
      throw new Error('a list that is not refused has no reason')
  }
}
