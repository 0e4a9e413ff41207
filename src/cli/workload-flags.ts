import { type Command, InvalidArgumentError } from 'commander'
import { wholeNumber } from './numbers.js'

/** A workload as the command line has it. */
export interface WorkloadFlags {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly bias?: true
  readonly biasAfterShift?: true
  readonly shift?: number
  readonly relu?: true
  readonly clip?: readonly [number, number]
}

function clipEnds(text: string): [number, number] {
  const ends = text.split(',')
  if (ends.length !== 2) throw new InvalidArgumentError(`"${text}" is not LO,HI, such as -128,127.`)
  return [wholeNumber(ends[0]), wholeNumber(ends[1])]
}

const hardwareMeaning = 'pynq, de10, block8, block32, or a VTA configuration JSON'

/** Adds the flag that names the accelerator. */
export const withHardware = (command: Command): Command =>
  command.option('--hardware <name>', hardwareMeaning, 'pynq')

/**
 * Adds the flags of a workload to a command: `gemm --m 16 --n 256 --k 256 --shift 8 --clip 0,127`.
 * @param bias the flag that asks for a bias, and what it means.
 */
export function withWorkload(
  command: Command,
  bias: readonly [flag: string, meaning: string] = ['--bias', 'epilogue: add an int32 per output channel'],
): Command {
  command
    .argument('<kind>', 'what to compute: gemm, C[m,n] = epilogue(sum over k of A[m,k] * B[n,k])', gemmOnly)
    .requiredOption('--m <rows>', 'rows of A and C', wholeNumber)
    .requiredOption('--n <channels>', 'output channels: rows of B, columns of C', wholeNumber)
    .requiredOption('--k <channels>', 'input channels: columns of A and B', wholeNumber)
    .option(...bias)
    .option('--bias-after-shift', 'epilogue: add it after the shift instead')
    .option('--shift <bits>', 'epilogue: arithmetic right shift, 0 to 31', wholeNumber)
    .option('--relu', 'epilogue: max(x, 0)')
    .option('--clip <lo,hi>', 'epilogue: clamp to [lo, hi], within int8', clipEnds)
  return withHardware(command)
}

function gemmOnly(kind: string): string {
  if (kind !== 'gemm') throw new InvalidArgumentError('The only kind is gemm.')
  return kind
}
