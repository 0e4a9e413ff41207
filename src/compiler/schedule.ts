import { z } from 'zod'

/** The loops of a product: m over rows, n over blocks of output channels, k over blocks of input channels. */
export const axes = ['m', 'n', 'k'] as const
export type Axis = (typeof axes)[number]

export const loopOrders = ['mnk', 'mkn', 'nmk', 'nkm', 'kmn', 'knm'] as const
export type LoopOrder = (typeof loopOrders)[number]

/** The axes of an order, outermost first. */
export const axesOf: Readonly<Record<LoopOrder, readonly Axis[]>> = {
  mnk: ['m', 'n', 'k'],
  mkn: ['m', 'k', 'n'],
  nmk: ['n', 'm', 'k'],
  nkm: ['n', 'k', 'm'],
  kmn: ['k', 'm', 'n'],
  knm: ['k', 'n', 'm'],
}

/** Where the micro-ops run: over one axis in every product, or over the shortest of each. */
export const uopAxes = [...axes, 'least'] as const
export type UopAxis = (typeof uopAxes)[number]

export const uopPlaces = ['first', 'after_copy', 'after_bias'] as const
export type UopPlace = (typeof uopPlaces)[number]

export const attachPoints = ['root', 'm', 'n', 'k'] as const
export type AttachPoint = (typeof attachPoints)[number]

export const fills = ['whole', 'first_use'] as const
export type Fill = (typeof fills)[number]

const chunk = z.number().int().min(1).max(65_536)
const tile = z
  .union([chunk, z.array(chunk).min(1).max(65_536)])
  .describe(
    'chunk size along the axis; or sizes in order, the last of which repeats until the axis is covered',
  )

/** One product of a list: chunk of m, first chunk of n, how many chunks of n, blocks of k. */
export type ListedProduct = readonly [m: number, n: number, chunks: number, blocks: number]
const place = z.number().int().min(0).max(65_535)
const listedProduct = z.tuple([place, place, chunk, chunk])

/**
 * A load of micro-ops in a list: before which product, for how many iterations compute idles before it, and how many
 * micro-ops come in a burst of their own ahead of the others; 0: as they come. Several may come before a product. The first
 * of product 0 is the program's first load, which `uop_at` places: compute cannot idle before it, for that takes a micro-op.
 */
export type UopLoad = readonly [product: number, wait: number, front: number]
const mostWait = 2 ** 26
export const mostFront = 30
const uopLoad = z.tuple([
  place,
  z.number().int().min(0).max(mostWait),
  z.number().int().min(0).max(mostFront).multipleOf(2),
])

/**
 * A border inside a group of tiles: which group of alu_tiles, how many of its outputs (vectors of C, in the order in which
 * its tiles are finished) lie behind it, and how many of the last ALU passes are parted there. Each part is stored behind
 * its last pass.
 */
export type StoreCut = readonly [group: number, behind: number, passes: number]
const storeCut = z.tuple([
  place,
  z
    .number()
    .int()
    .min(1)
    .max(2 ** 26),
  z.number().int().min(1).max(8),
])

/**
 * What a product's loads bring ahead of it: which product, and how many more blocks of k of A, blocks of k of B and chunks
 * of n of B they bring than it needs.
 */
export type LoadAhead = readonly [product: number, a: number, b: number, chunks: number]
const more = z.number().int().min(0).max(65_536)
const loadAhead = z.tuple([place, more, more, more])

const buffers = z.number().int().min(0).max(64).default(1)

/** A schedule: one value for each knob. Tiles count rows (m) or blocks (n, k). */
export const scheduleSchema = z.strictObject({
  tile_m: tile,
  tile_n: tile,
  tile_k: tile,
  first_k: tile.nullable().default(null).describe('tile_k of the first tile of C, where it differs'),
  last_k: tile.nullable().default(null).describe('tile_k of the last tile of C, where it differs'),
  order: z.enum(loopOrders).describe('tile loops, outermost first'),
  inp_at: z.enum(attachPoints).describe('loop at which the copy of A is attached'),
  wgt_at: z.enum(attachPoints).describe('loop at which the copy of B is attached'),
  acc_at: z
    .enum(attachPoints)
    .default('k')
    .describe('loop at which the accumulators are set to their start; k: for each tile of C'),
  inp_fill: z
    .enum(fills)
    .default('whole')
    .describe('copy of A in one transfer, or piece by piece as the loops inside first reach it'),
  wgt_fill: z.enum(fills).default('whole').describe('the same for B'),
  inp_buffers: buffers.describe('regions that copies of A rotate through; as many as fit when 0'),
  wgt_buffers: buffers.describe('regions that copies of B rotate through; as many as fit when 0'),
  acc_buffers: buffers.describe('regions that tiles of C rotate through; as many as fit when 0'),
  alu_tiles: tile
    .default(1)
    .describe(
      'tiles of C, in order, that share their ALU passes; or sizes of such groups, the last of which repeats',
    ),
  threads: z.union([z.literal(1), z.literal(2), z.literal(4)]).describe('virtual threads'),
  thread_axis: z.enum(['m', 'n']).describe('tile loop that the virtual threads share'),
  uop_axis: z
    .enum(uopAxes)
    .describe(
      'axis of a tile that the micro-ops run over; least: for each product the one that takes the fewest',
    ),
  uop_at: z
    .enum(uopPlaces)
    .default('first')
    .describe(
      'whether the micro-ops are loaded before all else, behind the first copy of data, or, in a list whose bias comes once, ' +
        'behind that, which data waits for',
    ),
  products: z
    .array(listedProduct)
    .min(1)
    .max(65_536)
    .nullable()
    .default(null)
    .describe(
      'products in this order instead of loops: [chunk of tile_m, first chunk of tile_n, how many chunks of tile_n, ' +
        'blocks of k]; each goes on in k where the last one of its tiles stopped; tile_k then means nothing',
    ),
  uop_loads: z
    .array(uopLoad)
    .max(2048)
    .default([])
    .describe(
      'loads of micro-ops by transfers of their own: [product of the list before which it comes, iterations for ' +
        'which compute resets a spare accumulator before that, micro-ops in a burst of their own], in order; the first ' +
        'of product 0 is the first load of all, wherever uop_at puts it',
    ),
  loads_ahead: z
    .array(loadAhead)
    .max(65_536)
    .default([])
    .describe(
      'what loads of a list bring ahead: [product, more blocks of k of A, more blocks of k of B, more chunks of tile_n of B] ' +
        'than it needs; more chunks only where B is brought at first use and kept while there is room (wgt_at k)',
    ),
  store_cuts: z
    .array(storeCut)
    .max(2048)
    .default([])
    .describe(
      'borders inside the groups of alu_tiles of a list: [group, outputs of it behind the border, last ALU passes ' +
        'that are parted there]; each part is stored as soon as its last pass is done',
    ),
})

type ScheduleRecord = z.infer<typeof scheduleSchema>
export type Tile = number | readonly number[]
export type Schedule = Readonly<
  Omit<
    ScheduleRecord,
    | 'tile_m'
    | 'tile_n'
    | 'tile_k'
    | 'first_k'
    | 'last_k'
    | 'alu_tiles'
    | 'products'
    | 'uop_loads'
    | 'loads_ahead'
    | 'store_cuts'
  >
> & {
  readonly tile_m: Tile
  readonly tile_n: Tile
  readonly tile_k: Tile
  readonly first_k: Tile | null
  readonly last_k: Tile | null
  readonly alu_tiles: Tile
  readonly products: readonly ListedProduct[] | null
  readonly uop_loads: readonly UopLoad[]
  readonly loads_ahead: readonly LoadAhead[]
  readonly store_cuts: readonly StoreCut[]
}

/** What the knobs are that a schedule may leave out. */
export const plainKnobs = {
  first_k: null,
  last_k: null,
  acc_at: 'k',
  inp_fill: 'whole',
  wgt_fill: 'whole',
  inp_buffers: 1,
  wgt_buffers: 1,
  acc_buffers: 1,
  uop_at: 'first',
  alu_tiles: 1,
  products: null,
  uop_loads: [],
  loads_ahead: [],
  store_cuts: [],
} as const satisfies Partial<Schedule>
export type KnobName = keyof Schedule

/** A schedule that the machine cannot hold or the compiler cannot build: which knob, which limit, which value. */
export class IllegalSchedule extends Error {
  override readonly name = 'IllegalSchedule'
  constructor(
    readonly knob: KnobName,
    readonly limit: string,
    readonly value: string,
  ) {
    super(`${knob}: ${value}, but ${limit}`)
  }
}
