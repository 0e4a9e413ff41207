import { z } from 'zod'
import { vtaConfigSchema } from '../../hardware/config.js'
import { scratchpads } from '../../hardware/hardware.js'
import { hardwareName } from './common.js'

export const nameParams = z.strictObject({ name: hardwareName })

const perScratchpad = z.record(z.enum(scratchpads), z.number().int())
export const hardwareSchema = z
  .object({
    name: z.string(),
    config: vtaConfigSchema.describe("VTA's own configuration"),
    block: z.number().int().describe('elements of a vector: BLOCK_IN and BLOCK_OUT'),
    burst_beats: z.number().int().describe('longest DRAM burst in beats of 8 bytes'),
    clock_mhz: z.number(),
    element_bytes: perScratchpad.describe('bytes of one element of each scratchpad'),
    depth: perScratchpad.describe('elements that each scratchpad holds'),
  })
  .meta({ id: 'Hardware' })
export const hardwareListSchema = z.object({ items: z.array(hardwareSchema) })
