import { z } from 'zod'
import { presetNames } from '../../hardware/preset-names.js'

/* What the schemas of what crosses HTTP share: they check requests, write answers and make the OpenAPI document. */

export const id = z.string().min(1).max(100)
export const time = z.iso.datetime()
export const cycles = z.number().int().describe('cycles from launch to FINISH')
export const hardwareName = z.string().min(1).max(100)

export const hardwareQuery = z.strictObject({
  hardware: hardwareName.default('pynq').describe(`one of ${presetNames.join(', ')}`),
})

export const pageQuery = z.strictObject({
  cursor: z.string().max(200).optional().describe('next_cursor of the page before'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('items at most'),
})

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('null on the last page'),
  })

/** What is computed for a workload is asked for again by a client that lost the answer. Other headers are not ours to judge. */
export const postHeaders = z.looseObject({
  prefer: z.string().optional().describe('wait=SECONDS: answer when it is over, or after so long'),
  'idempotency-key': z.string().min(1).max(200).optional().describe('the same key gives the same answer'),
})
