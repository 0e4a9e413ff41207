import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import { withValues } from '../../hardware/input.js'
import { normalWorkload } from '../../workload/workload.js'
import type { Claim } from './format.js'

const tensor = z.tuple([
  z.literal('TENSOR'),
  z.tuple([
    z.number().int().min(1),
    z.number().int().min(1),
    z.number().int().min(1),
    z.number().int().min(1),
  ]),
  z.string(),
])
const argsSchema = z.tuple([tensor, tensor]).rest(z.unknown())

/** The inner part of a split; the outer one is what is left. */
const split = z.tuple([z.number(), z.number().int().min(1)]).transform(([, inner]) => inner)
const entitiesSchema = z.object({
  tile_b: split,
  tile_ci: split,
  tile_co: split,
  oc_nthread: z.union([z.literal(1), z.literal(2)]),
})

interface DenseRecord {
  readonly input: readonly [string, string, readonly unknown[], unknown]
  readonly config: { readonly entity: readonly (readonly [string, string, unknown])[] }
}

/**
 * A record of TVM's own template of dense layers for VTA, `dense_packed.vta`: data [m][k / block][1][block], weights
 * [n / block][k / block][block][block]; both copies are attached to the loop over k, rows outermost, and its threads
 * share the output channels.
 * @throws ZodError when it is not such a record
 */
export function readDensePacked({ input, config }: DenseRecord): Pick<Claim, 'workload' | 'schedule'> {
  const [[, data], [, weights]] = argsSchema.parse(input[2], withValues)
  const entities = Object.fromEntries(config.entity.map(([knob, , value]) => [knob, value] as const))
  const { tile_b, tile_ci, tile_co, oc_nthread } = entitiesSchema.parse(entities, withValues)
  return {
    workload: normalWorkload({
      kind: 'gemm',
      m: data[0] * data[2],
      n: weights[0] * weights[2],
      k: data[1] * data[3],
    }),
    schedule: scheduleSchema.parse(
      {
        tile_m: tile_b,
        tile_n: tile_co,
        tile_k: tile_ci,
        order: 'mnk',
        inp_at: 'k',
        wgt_at: 'k',
        threads: oc_nthread,
        thread_axis: 'n',
        uop_axis: 'm',
      },
      withValues,
    ),
  }
}
