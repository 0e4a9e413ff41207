import { describe, expect, it } from 'vitest'
import { run } from './run.js'

const gemm = (flags: string) => run(`knobs gemm ${flags}`)

describe('bad usage ends with 2 and one line that says what, where and what to do', () => {
  it.each([
    ['tunne', "unknown command 'tunne' (Did you mean tune?) (tilewright --help shows the usage)"],
    [
      'tune gemm --m 1 --n 1',
      "required option '--k <channels>' not specified (tilewright --help shows the usage)",
    ],
    [
      'tune conv --m 1 --n 1 --k 1',
      "command-argument value 'conv' is invalid for argument 'kind'. The only kind is gemm. (tilewright --help shows the usage)",
    ],
    [
      'knobs gemm --m 1x --n 1 --k 1',
      `option '--m <rows>' argument '1x' is invalid. "1x" is not a whole number. (tilewright --help shows the usage)`,
    ],
    ['knobs gemm --m 0 --n 1 --k 1', 'workload: m: Too small: expected number to be >=1, not 0'],
    ['knobs gemm --m 65537 --n 1 --k 1', 'workload: m: Too big: expected number to be <=65536, not 65537'],
    [
      'knobs gemm --m 1 --n 1 --k 1 --shift 32',
      'workload: epilogue.shift: Too big: expected number to be <=31, not 32',
    ],
    [
      'knobs gemm --m 1 --n 1 --k 1 --clip 5,-5',
      'workload: epilogue.clip: the low end is above the high end',
    ],
    [
      'knobs gemm --m 1 --n 1 --k 1 --clip 5',
      `option '--clip <lo,hi>' argument '5' is invalid. "5" is not LO,HI, such as -128,127. (tilewright --help shows the usage)`,
    ],
    [
      'knobs gemm --m 1 --n 1 --k 1 --hardware ultra',
      'hardware: unknown hardware "ultra": one of pynq, de10, block8, block32, or a path to a VTA configuration JSON',
    ],
    [
      'lower gemm --m 1 --n 1 --k 1 --schedule nowhere.json',
      "schedule: nowhere.json is neither best nor default, and cannot be read: ENOENT: no such file or directory, open 'nowhere.json'",
    ],
    [
      'lower gemm --m 1 --n 1 --k 1 --stage polish',
      'stage: unknown stage "polish": one of all, declare, scope, tile, reorder, attach, thread, tensorize, unroll, synchronize, emit',
    ],
    ...['tune', 'emit -o p.vtas', 'lower'].map((command) => [
      `${command} gemm --m 65536 --n 65536 --k 65536`,
      'workload: its packed tensors take 12884905984 bytes of DRAM, a program may have 1073741824',
    ]),
    [
      'tune gemm --m 1 --n 1 --k 1 --strategy magic',
      'strategy: unknown strategy "magic": one of certified, exhaustive, grid, random, genetic, annealing, tpe',
    ],
    [
      'tune gemm --m 1 --n 1 --k 1 --trials 0',
      `option '--trials <count>' argument '0' is invalid. "0" is below 1. (tilewright --help shows the usage)`,
    ],
    [
      'tune gemm --m 1 --n 1 --k 1 --seconds 1e12',
      `option '--seconds <time>' argument '1e12' is invalid. "1e12" is not a number above 0, and 86400 at most. (tilewright --help shows the usage)`,
    ],
    [
      'tune gemm --m 16384 --n 4096 --k 4096 --strategy random',
      'workload: its products take 1073741824 cycles on pynq, a run is timed to 1073741824',
    ],
    [
      'tune gemm --m 1 --n 1 --k 1 --certificate /nowhere/proof.jsonl',
      "/nowhere/proof.jsonl: cannot be written: ENOENT: no such file or directory, access '/nowhere'",
    ],
    [
      'tune gemm --m 1 --n 1 --k 1 --certificate proof.jsonl --strategy grid',
      'certificate: grid proves nothing: use the strategy certified',
    ],
    [
      'tune gemm --m 1 --n 1 --k 1 --certificate proof.jsonl --objective robust',
      'certificate: nothing is proved of the objective robust',
    ],
    [
      'tune gemm --m 1 --n 1 --k 1 --certificate proof.jsonl --server http://127.0.0.1:1',
      'certificate: a server (http://127.0.0.1:1) sends none: tune without it',
    ],
    [
      'tune gemm --m 1 --n 1 --k 1 --server nowhere',
      'server: "nowhere" is no address such as http://127.0.0.1:8080',
    ],
    ['tune gemm --m 1 --n 1 --k 1 --db /', 'db: / cannot be opened: unable to open database file'],
    [
      'emit gemm --m 1 --n 1 --k 1 -o /nowhere/p.vtas',
      "/nowhere/p.vtas: cannot be written: ENOENT: no such file or directory, access '/nowhere'",
    ],
    ['emit gemm --m 1 --n 1 --k 1 -o p.vtas --expect /', '/: cannot be written: it is a directory'],
    [
      'disassemble nowhere.vtas',
      "nowhere.vtas: cannot be read: ENOENT: no such file or directory, open 'nowhere.vtas'",
    ],
  ])('%s', async (commandLine, message) => {
    expect(await run(commandLine)).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` })
  })
})

describe('a workload on the command line', () => {
  it('takes a clip that begins with a minus, in both spellings', async () => {
    expect((await gemm('--m 1 --n 1 --k 1 --clip -128,127')).code).toBe(0)
    expect((await gemm('--m 1 --n 1 --k 1 --clip=-128,127')).code).toBe(0)
  })

  it('takes a bias after the shift only with a shift to be after, or as a plain bias', async () => {
    const { code, stdout } = await run(
      'lower gemm --m 1 --n 16 --k 16 --bias-after-shift --shift 4 --stage tensorize',
    )
    expect(code).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "buffer A_buf: inp
      buffer B_buf: wgt
      buffer bias_buf: acc
      buffer C_buf: acc
      dma_copy A_buf = A[m, k]
      dma_copy B_buf = B[n, k]
      dma_copy bias_buf = bias[n]
      gemm reset C_buf[m, n]
      for k.t in 1 chunk of 1:
        gemm C_buf[m, n] += A_buf[m, k.t], B_buf[n, k.t]
      alu shr 4: C_buf[m, n]
      alu add bias_buf: C_buf[m, n]
      dma_copy C[m, n] = C_buf as int8
      "
    `)
  })
})

describe('knobs', () => {
  it('lists every knob with its values for the workload', async () => {
    expect((await gemm('--m 3 --n 40 --k 16')).stdout).toMatchInlineSnapshot(`
      "┌─────────────┬───────────────────────────────────────────────────────────────────────────────────────────┬─────────────────────────┐
      │ knob        │ meaning                                                                                   │ values                  │
      │ tile_m      │ rows of A and C in a tile                                                                 │ 1 2 3                   │
      │ tile_n      │ blocks of 16 output channels in a tile                                                    │ 1 2 3                   │
      │ tile_k      │ blocks of 16 input channels in a tile                                                     │ 1                       │
      │ order       │ tile loops, outermost first; C keeps a tile for every chunk of the loops inside k         │ mnk mkn nmk nkm kmn knm │
      │ inp_at      │ loop at which the copy of A is attached (compute_at)                                      │ root m n k              │
      │ wgt_at      │ loop at which the copy of B is attached (compute_at)                                      │ root m n k              │
      │ threads     │ virtual threads: one copies while another computes, each with its part of the scratchpads │ 1 2 4                   │
      │ thread_axis │ tile loop whose chunks the virtual threads share                                          │ m n                     │
      │ uop_axis    │ axis of a tile that the micro-ops run over; the instruction's loops run over the others   │ m n k                   │
      └─────────────┴───────────────────────────────────────────────────────────────────────────────────────────┴─────────────────────────┘
      gemm-equal-tiles/1: 15,552 schedules, legal or not
      "
    `)
  })

  it('prints the same as JSON', async () => {
    const { stdout } = await gemm('--m 3 --n 40 --k 16 --json')
    const { knobs, space_size: size } = JSON.parse(stdout)
    expect(knobs[0]).toEqual({ name: 'tile_m', meaning: 'rows of A and C in a tile', values: [1, 2, 3] })
    expect(size).toBe(
      knobs.reduce((product: number, knob: { values: unknown[] }) => product * knob.values.length, 1),
    )
  })
})
