/*
 * A machine whose modules, tokens and fetch are the real ones but whose memory serves every transfer as if it were
 * alone. Each instruction starts when its module is free, when it can have been fetched at the earliest, and when the
 * data it uses are there; it lasts as long as it does without contention. Everything the real machine adds
 * (contention, a queue that is full, a second load of micro-ops) only delays, but for one thing: the memory's start-up
 * of 16 cycles is not paid by a burst that finds another client's burst waiting (timing.md 7.3). A burst of micro-ops,
 * of the bias or of fetch can so help one transfer each, by at most 16 cycles; what they can help in all is taken off.
 *
 * Times are cycles, relative to the first instruction's visibility, which is known when the program's length is.
 */

/** Cycles of a transfer beyond its beats: INP, WGT and ACC 22; UOP, and INP of one beat an element, 21 (timing.md 11.1). */
const START_UP: i64 = 22
const START_UP_ONE_BEAT: i64 = 21
/** GEMM and ALU beyond their iterations (timing.md 4). */
const PIPELINE: i64 = 6
/** A one-word LOAD UOP (timing.md 11.1). */
const SHORTEST_UOP_LOAD: i64 = 22
/** What a burst saves that finds another waiting (timing.md 7.3). */
const MEMORY_DELAY: i64 = 16

/** Beats of an element of each scratchpad, and of the longest burst. */
export let beatsOfInp: i64 = 0
export let beatsOfWgt: i64 = 0
let beatsOfAcc: i64 = 0
let beatsOfOut: i64 = 0
let burstBeats: i64 = 0
/** Micro-ops that the scratchpad holds. */
let uopDepth: i64 = 0

export function setHardware(inp: i32, wgt: i32, acc: i32, out: i32, burst: i32, uops: i32): void {
  beatsOfInp = inp
  beatsOfWgt = wgt
  beatsOfAcc = acc
  beatsOfOut = out
  burstBeats = burst
  uopDepth = uops
}

/** Instructions so far; first idle cycle of each module after its last one. */
let count: i64 = 0
let load: i64 = 0
let compute: i64 = 0
let store: i64 = 0
let uopPending: bool = true
/** Where in the program the micro-ops are loaded, how many there are at most, and the bursts of other clients. */
let uopIndex: i64 = 0
let microOps: i64 = 0
let helpers: i64 = 0
let loads: i64 = 0
/** The earliest that the next instruction can be seen by its module, and where it is in its batch of instructions. */
let visible: i64 = 0
let inBatch: i64 = 0

/** Begins a program. */
export function begin(): void {
  count = load = compute = store = 0
  uopPending = true
  microOps = helpers = loads = 0
  visible = inBatch = 0
}

/**
 * One more instruction. The next can be seen a cycle later within a batch; a full batch takes 3 FB + 21 cycles, and
 * the last one may be as short as one instruction, and come sooner for it (timing.md 6).
 */
function next(): void {
  count++
  inBatch++
  visible++
  const batchSize = burstBeats >> 1
  if (inBatch < batchSize) return
  inBatch = 0
  visible = (count / batchSize) * (3 * batchSize + 21) - 2 * (batchSize - 1)
}

/** Loads elements of INP or WGT, at most so many at a time, none before a cycle. @returns the first idle cycle behind. */
export function loadOperand(beats: i64, elements: i64, most: i64, from: i64): i64 {
  const pieces = (elements + most - 1) / most
  const extra = beats == 1 ? START_UP_ONE_BEAT : START_UP
  for (let i: i64 = 0; i < pieces; i++) {
    const part = ((i + 1) * elements) / pieces - (i * elements) / pieces
    load = max(max(load, visible), from) + 1 + part * beats + extra - helpOfMicroOps()
    next()
    if (i == 0) firstMicroOps()
  }
  return load
}

/** The first transfer may find the micro-ops' burst waiting, if that came before it. */
function helpOfMicroOps(): i64 {
  if (loads++ > 0 || uopPending) return 0
  return min(MEMORY_DELAY, max<i64>(0, count - uopIndex - 1))
}

/** Loads elements of the bias. */
export function loadBias(elements: i64): void {
  const beats = elements * beatsOfAcc
  helpers += (beats + burstBeats - 1) / burstBeats + 1
  computeStep(beats + START_UP - MEMORY_DELAY)
}

/** Loads the micro-ops here, or more of them, or later; in one burst or in two. */
export function loadMicroOps(inTwo: bool, later: bool): void {
  if (inTwo) helpers++
  if (later) return
  if (uopPending) {
    firstMicroOps()
    return
  }
  helpers++
  computeStep(SHORTEST_UOP_LOAD - MEMORY_DELAY)
}

/** Resets elements of C, or copies the bias to them. */
export function reset(iterations: i64): void {
  firstMicroOps()
  microOps++
  computeStep(iterations + PIPELINE)
}

/** A product, once its data are there. @returns the first idle cycle behind it. */
export function multiply(iterations: i64, uops: i64, data: i64): i64 {
  microOps += uops
  firstMicroOps()
  compute = max(max(compute, visible), data) + 1 + iterations + PIPELINE
  next()
  return compute
}

/** An ALU pass. @returns the first idle cycle behind it. */
export function pass(iterations: i64): i64 {
  microOps++
  computeStep(iterations + PIPELINE)
  return compute
}

/** Stores rows, once their results are there. */
export function storeRows(rows: i64, width: i64, result: i64): void {
  store = max(max(store, visible), result) + 1 + storeCycles(rows, width)
  next()
}

/** Rows start bursts, and a burst is at most the longest (timing.md 8). */
function storeCycles(rows: i64, width: i64): i64 {
  const bursts = rows * ((width * beatsOfOut + burstBeats - 1) / burstBeats)
  return beatsOfOut == 1 ? rows * width + 4 * bursts : (beatsOfOut + 1) * rows * width + 3 * bursts
}

function computeStep(cycles: i64): void {
  compute = max(compute, visible) + 1 + cycles
  next()
}

function firstMicroOps(): void {
  if (!uopPending) return
  uopPending = false
  uopIndex = count
  computeStep(SHORTEST_UOP_LOAD)
}

/** The cycle in which FINISH, the next instruction, executes. */
export function finish(): i64 {
  const start = max(max(compute, visible), store) + 1
  const batchSize = burstBeats >> 1
  const batches = (count + batchSize) / batchSize
  const uopBursts = (microOps + 2 * burstBeats - 1) / (2 * burstBeats)
  const helpOfUops = microOps <= uopDepth ? helpOf(uopBursts) : MEMORY_DELAY * (uopBursts - 1)
  const helped = MEMORY_DELAY * helpers + helpOf(batches) + helpOfUops
  return 22 + 2 * min(count + 1, batchSize) + start - helped
}

/**
 * What bursts behind the first can save loads of their start-up, all but the last of them as long as can be: those take as
 * many beats as they save, but for one.
 */
function helpOf(bursts: i64): i64 {
  if (bursts <= 1) return 0
  return MEMORY_DELAY + (bursts - 2) * max<i64>(0, MEMORY_DELAY + 1 - burstBeats)
}
