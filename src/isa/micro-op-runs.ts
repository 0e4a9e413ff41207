import { type MicroOp, decodeMicroOp } from './micro-op.js'

/** Micro-ops that follow each other with equal steps. */
interface Run {
  readonly start: number
  count: number
  readonly first: MicroOp
  step: MicroOp
}

const difference = (a: MicroOp, b: MicroOp): MicroOp => ({
  dst: b.dst - a.dst,
  src: b.src - a.src,
  wgt: b.wgt - a.wgt,
})
const same = (a: MicroOp, b: MicroOp): boolean => a.dst === b.dst && a.src === b.src && a.wgt === b.wgt

/** Micro-ops [begin, end) of a scratchpad, cut greedily where the step changes; the step of one alone is zero. */
function runs(words: Uint32Array, begin: number, end: number): Run[] {
  const found: Run[] = []
  let previous: MicroOp | undefined
  for (let i = begin; i < end; i++) {
    const microOp = decodeMicroOp(words[i % words.length])
    const run = found.at(-1)
    const step = previous && difference(previous, microOp)
    if (run && step && (run.count === 1 || same(step, run.step))) {
      run.step = step
      run.count++
    } else {
      found.push({ start: i, count: 1, first: microOp, step: { dst: 0, src: 0, wgt: 0 } })
    }
    previous = microOp
  }
  return found
}

const index = (name: keyof MicroOp, { first, step }: Run): string =>
  `${name} ${first[name]}${step[name] === 0 ? '' : ` step ${step[name]}`}`

/** One line for each run of micro-ops with equal steps: "uop 0 to 3: dst 0 step 1, src 5, wgt 0 step 16". */
export const describeMicroOps = (
  words: Uint32Array,
  begin: number,
  end: number,
  withWgt: boolean,
): string[] =>
  runs(words, begin, end).map((run) => {
    const range = run.count === 1 ? `${run.start}` : `${run.start} to ${run.start + run.count - 1}`
    const names = withWgt ? (['dst', 'src', 'wgt'] as const) : (['dst', 'src'] as const)
    return `uop ${range}: ${names.map((name) => index(name, run)).join(', ')}`
  })
