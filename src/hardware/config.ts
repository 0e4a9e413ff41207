import { z } from 'zod'

const log2 = (low: number, high: number) => z.number().int().min(low).max(high)

/**
 * VTA's own configuration file (`vta_config.json`) plus what it leaves out: the longest DRAM burst, the
 * micro-op depth that the hardware really builds, and the clock. Log fields are base-2 logarithms: of bits for
 * the WIDTH fields, of bytes for the BUFF_SIZE fields.
 */
export const vtaConfigSchema = z.object({
  TARGET: z.string().min(1),
  HW_VER: z.string().optional(),
  LOG_INP_WIDTH: z.literal(3),
  LOG_WGT_WIDTH: z.literal(3),
  LOG_ACC_WIDTH: z.literal(5),
  LOG_BATCH: z.literal(0),
  LOG_BLOCK: log2(3, 5),
  LOG_UOP_BUFF_SIZE: log2(2, 20),
  LOG_INP_BUFF_SIZE: log2(3, 20),
  LOG_WGT_BUFF_SIZE: log2(6, 22),
  LOG_ACC_BUFF_SIZE: log2(5, 22),
  /** Longest DRAM burst in beats of 8 bytes; by TARGET when left out. */
  BURST_BEATS: z.union([z.literal(16), z.literal(256)]).optional(),
  /** Micro-ops the hardware holds. */
  UOP_DEPTH: z.number().int().min(1).max(8192).optional(),
  CLOCK_MHZ: z.number().positive().optional(),
})

export type VtaConfig = z.infer<typeof vtaConfigSchema>
