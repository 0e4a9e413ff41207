import type { VtaConfig } from './config.js'

/** The five scratchpads, in the order of their memory ids (isa.md: UOP 0, WGT 1, INP 2, ACC 3, OUT 4). */
export const scratchpads = ['uop', 'wgt', 'inp', 'acc', 'out'] as const
export type Scratchpad = (typeof scratchpads)[number]

/** Memory ids as instructions carry them. */
export const memoryId = { uop: 0, wgt: 1, inp: 2, acc: 3, out: 4 } as const

/** Bytes that the data bus moves in a cycle (one beat). */
export const beatBytes = 8

/** An accelerator: its configuration and every size derived from it. */
export interface Hardware {
  readonly name: string
  readonly config: VtaConfig
  /** BLOCK_IN = BLOCK_OUT, in elements of a vector. */
  readonly block: number
  /** Longest DRAM burst, beats of 8 bytes. */
  readonly burstBeats: number
  readonly clockMHz: number
  /** Bytes of one scratchpad element. */
  readonly elementBytes: Readonly<Record<Scratchpad, number>>
  /** Elements that each scratchpad holds. */
  readonly depth: Readonly<Record<Scratchpad, number>>
}

const defaultUopDepth = 2048
const burstOfTarget = (target: string): number => (target.startsWith('de10') ? 16 : 256)

/** Sizes from a configuration. Elements are one row of a scratchpad (isa.md, "Sizes"). */
export function deriveHardware(name: string, config: VtaConfig): Hardware {
  const block = 1 << config.LOG_BLOCK
  const elementBytes = { uop: 4, wgt: block * block, inp: block, acc: 4 * block, out: block }
  const accDepth = 2 ** config.LOG_ACC_BUFF_SIZE / elementBytes.acc
  return {
    name,
    config,
    block,
    burstBeats: config.BURST_BEATS ?? burstOfTarget(config.TARGET),
    clockMHz: config.CLOCK_MHZ ?? 100,
    elementBytes,
    depth: {
      uop: Math.min(config.UOP_DEPTH ?? defaultUopDepth, 2 ** config.LOG_UOP_BUFF_SIZE / elementBytes.uop),
      wgt: 2 ** config.LOG_WGT_BUFF_SIZE / elementBytes.wgt,
      inp: 2 ** config.LOG_INP_BUFF_SIZE / elementBytes.inp,
      acc: accDepth,
      out: accDepth,
    },
  }
}
