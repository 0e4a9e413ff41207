import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { randomOperands } from '../../src/workload/operands.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { naiveProduct } from '../workload/oracle.js'
import { run } from './run.js'

const folder = mkdtempSync(join(tmpdir(), 'tilewright-cli-'))
const file = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const golden = (name: string): string => new URL(`../golden/hardware/${name}`, import.meta.url).pathname

describe('emit', () => {
  const shapes = [
    '1x64x64',
    '1x256x256',
    '16x256x256',
    '64x256x512',
    '128x128x128',
    '1x1024x1024',
    '5x100x77',
  ]
  const cases = shapes.flatMap((shape) => [
    [shape, ''],
    [shape, ' --shift 8 --clip 0,127'],
  ])
  it.each(cases)(
    'writes a bundle whose simulated output is the expected one: %s%s',
    async (shape, epilogue) => {
      const [m, n, k] = shape.split('x')
      const [bundle, expected] = [file('p.vtas.gz'), file('expected.bin')]
      const emitted = await run(
        `emit gemm --m ${m} --n ${n} --k ${k}${epilogue} --data 3 -o ${bundle} --expect ${expected} --json`,
      )
      const simulated = await run(`simulate ${bundle} --json`)
      const { cycles, output_sha256 } = JSON.parse(emitted.stdout)
      expect(createHash('sha256').update(readFileSync(expected)).digest('hex')).toBe(output_sha256)
      expect(JSON.parse(simulated.stdout)).toEqual({
        file: bundle,
        status: 'finished',
        cycles,
        hazards: 0,
        races: 0,
        wraps: 0,
        output_sha256,
      })
    },
  )

  it('writes for people what it wrote, and as JSON the same', async () => {
    const flags = `gemm --m 2 --n 16 --k 16 -o ${file('small.vtap')}`
    const { stdout } = await run(`emit ${flags}`)
    const { cycles, output_sha256 } = JSON.parse((await run(`emit ${flags} --json`)).stdout)
    expect(stdout).toBe(`${file('small.vtap')}: ${cycles} cycles, verified; output sha256 ${output_sha256}\n`)
  })

  it('refuses a file name that does not say what kind of bundle it is', async () => {
    expect(await run('emit gemm --m 1 --n 1 --k 1 -o p.bin')).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: output: p.bin: a bundle's name ends in .vtas.gz, .vtas, .vtap.gz or .vtap\n",
    })
  })

  it('takes a schedule from a file, and says what is wrong with one that is illegal', async () => {
    const lowered = await run('lower gemm --m 4 --n 16 --k 16 --json')
    const { schedule } = JSON.parse(lowered.stdout)
    const flags = `gemm --m 4 --n 16 --k 16 -o ${file('p.vtas')} --schedule ${file('schedule.json')}`
    writeFileSync(file('schedule.json'), JSON.stringify({ ...schedule, tile_m: 2 }))
    expect((await run(`emit ${flags}`)).code).toBe(0)
    writeFileSync(file('schedule.json'), JSON.stringify({ ...schedule, threads: 4 }))
    const illegal = await run(`emit ${flags}`)
    expect(illegal).toMatchObject({ code: 2, stdout: '' })
    expect(illegal.stderr).toMatch(/^error: threads: .*\n$/)
    writeFileSync(file('schedule.json'), JSON.stringify({ ...schedule, threads: 3 }))
    expect((await run(`emit ${flags}`)).stderr).toBe(
      `error: schedule: ${file('schedule.json')}: threads: Invalid input: expected 1, or expected 2, or expected 4, not 3\n`,
    )
  })
})

describe('run', () => {
  const workload = normalWorkload({ kind: 'gemm', m: 5, n: 21, k: 40, epilogue: { bias: true, shift: 7 } })
  const operands = randomOperands(workload, 11)
  const flags = `run gemm --m 5 --n 21 --k 40 --shift 7 --a ${file('a.bin')} --b ${file('b.bin')} -o ${file('c.bin')}`
  writeFileSync(file('a.bin'), operands.a)
  writeFileSync(file('b.bin'), operands.b)
  writeFileSync(file('bias.bin'), operands.bias ?? new Int32Array())

  it("computes the product of one's own matrices, row-major in and out", async () => {
    const ran = await run(`${flags} --bias ${file('bias.bin')} --json`)
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(ran.stdout)).toEqual({ cycles: expect.any(Number), verified: true })
    expect(new Int8Array(readFileSync(file('c.bin')))).toEqual(naiveProduct(workload, operands))
  })

  it('asks for the file of a bias', async () => {
    expect((await run(`${flags} --bias`)).stderr).toBe(
      'error: bias: the workload has a bias, but no file of one is given: --bias F.bin\n',
    )
  })

  it('refuses a file of another size, with both sizes', async () => {
    expect((await run(`${flags} --bias ${file('a.bin')}`)).stderr).toBe(
      `error: bias: ${file('a.bin')} has 200 bytes, but 21 int32 values are 84\n`,
    )
  })
})

describe('simulate', () => {
  it('prints a line of JSON for each program, whatever its origin', async () => {
    const files = ['programs-edges/edge-fin2.vtas.gz', 'programs-edges/edge-qdead.vtas.gz'].map(golden)
    const { code, stdout } = await run(`simulate ${files.join(' ')} --json`)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(code).toBe(0)
    expect(lines).toMatchObject([
      { file: files[0], status: 'finished' },
      { file: files[1], status: 'deadlock', cycles: 0, deadlock: { waiting: expect.any(Array) } },
    ])
  })

  it('says to people what waits for what', async () => {
    const { stdout } = await run(`simulate ${golden('programs-edges/edge-qdead.vtas.gz')}`)
    expect(stdout.split('\n').slice(1).join('\n')).toMatchInlineSnapshot(`
      "  fetch waits with instruction 512 for a place in the compute queue (512 entries)
        load waits for an instruction from fetch
        compute waits with instruction 0 for a token from load
        store waits for an instruction from fetch
      "
    `)
  })

  it('refuses a bundle that was made for other hardware', async () => {
    const bundle = golden('programs-block8/empty.vtas.gz')
    expect(await run(`simulate ${bundle}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${bundle}: block_in: log2 is 3 in the header, but 4 on hardware pynq\n`,
    })
    expect((await run(`simulate ${bundle} --hardware block8`)).code).toBe(0)
  })

  it('writes a timeline with a row a module and an event an instruction', async () => {
    const bundle = golden('programs-edges/edge-big-acc-inp-1024-2.vtas.gz')
    await run(`simulate ${bundle} --timeline ${file('timeline.json')}`)
    const { traceEvents } = JSON.parse(readFileSync(file('timeline.json'), 'utf8'))
    const rows = traceEvents.filter((event: { name: string }) => event.name === 'thread_name')
    expect(rows.map((row: { args: { name: string } }) => row.args.name)).toEqual(['load', 'compute', 'store'])
    const drawn = traceEvents.filter((event: { ph: string }) => event.ph === 'X')
    expect(
      drawn.map(
        ({ tid, name, ts, dur }: { tid: number; name: string; ts: number; dur: number }) =>
          `${tid} ${name} ${ts}+${dur}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "1 LOAD ACC 35+262",
        "1 LOAD ACC 298+5695",
        "0 LOAD INP 37+32",
        "0 tokens 70+1",
        "1 tokens 5994+1",
        "1 FINISH 5996+1",
      ]
    `)
  })
})

describe('disassemble', () => {
  it('prints instructions, tokens and micro-ops', async () => {
    const { stdout } = await run(`disassemble ${golden('programs-edges/edge-fin2.vtas.gz')}`)
    expect(stdout).toMatchInlineSnapshot(`
      "2 instructions at 0x142000, output 262144 bytes at 0x101000, DRAM 1323008 bytes
          0 finish
          1 finish
      "
    `)
  })
})

describe('tune', () => {
  const small = 'tune gemm --m 2 --n 16 --k 32 --strategy random --trials 50'

  it('prints the best schedule, its cycles and time, the default, and that it was verified', async () => {
    const { code, stdout } = await run(small)
    expect(code).toBe(0)
    // What the compiler and its space decide is not this test's: numbers and knobs.
    const lines = stdout.replaceAll(/[\d.,]*\d/g, '#').split('\n')
    expect(lines.filter((line) => !/^[│┌├└]/.test(line)).join('\n')).toMatchInlineSnapshot(`
      "gemm-#x#x# on pynq: the best schedule
      cycles    #, # us
      default   # cycles, # times the best
      bound     # cycles: no program takes less; the best takes #% more
      verified  its output equals the plain reference on random data; no race, no hazard
      space     gemm-sequences/#: # schedules, # found legal; tried by random, seed #
      measured  # programs in # s
      "
    `)
    expect(stdout).toContain('│ tile_m ')
  })

  it('prints one JSON object with every field, what is not known as null', async () => {
    const { stdout, stderr } = await run(`${small} --json`)
    expect(stderr).toBe('')
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      'workload_id',
      'hardware',
      'strategy',
      'seed',
      'best',
      'default_cycles',
      'microseconds',
      'lower_bound',
      'gap',
      'certified',
      'space',
      'space_size',
      'legal',
      'distinct',
      'simulated',
      'pruned',
      'open_parts',
      'seconds',
      'candidates_per_second',
    ])
  })

  it('answers from the database what it tuned before', async () => {
    const flags = `${small} --db ${file('tunings.db')} --json`
    const first = await run(flags)
    const second = await run(flags)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    // Even the seconds are those of the first time: nothing was measured again.
    expect(second).toEqual(first)
  })

  it('says which strategy cannot search which space', async () => {
    const { code, stderr } = await run('tune gemm --m 5040 --n 5040 --k 5040 --strategy exhaustive')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^error: strategy: exhaustive tries at most 2000000 schedules and this space has \d+: use /,
    )
  })

  it('finds the best for commands that ask for it', async () => {
    const { code, stdout } = await run('lower gemm --m 1 --n 16 --k 16 --schedule best --stage tile')
    expect(code).toBe(0)
    expect(stdout).toContain('for k')
  })
})
