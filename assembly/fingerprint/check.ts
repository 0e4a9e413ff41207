import * as f from '../fields'
import { compute } from './compute'
import { areEqual, elementBytes } from './field'
import { launch, OUT } from './pads'
import { forgetRuns } from './runs'
import { moduleOf, NOWHERE } from './modules'
import { forgetMicroOps, tableOf } from './tables'
import { forgetTokens, pushTokens, storesBeforeCompute, takeTokens } from './tokens'
import { forgetUses } from './touched'
import { FREE, loadBlock, storeBlock, STRAY } from './transfers'

/*
 * Runs a program on fingerprints, and shows of most programs that they have no race, no ALU hazard and no wrapped index.
 * Where what is touched between the lowest and the highest element is not enough to show it, nothing is said:
 * src/simulator/function/checker.ts has to look closer.
 */

const ORDERLY: u32 = 1
const RIGHT: u32 = 2

const instructionBytes = 16

/** The last store, and the last one that had ended before FINISH started. */
let lastStore: u32 = 0
let awaited: u32 = 0

/**
 * Executes instructions as they stand in the program: without races, they compute the same in any order that their
 * tokens allow.
 * @param room 88 bytes an instruction.
 * @param expected what the program must store.
 * @returns ORDERLY, and RIGHT if it is; 0 where it is not shown.
 */
export function checkAsWritten(words: usize, count: u32, room: usize, expected: usize): u32 {
  begin(count, room)
  if (!areFree(words, count)) return 0
  return ORDERLY | (areRight(expected) ? RIGHT : 0)
}

/**
 * Executes instructions in an order.
 * @param order numbers of `executed` instructions, from 0 on.
 * @param room as above.
 * @returns RIGHT or 0.
 */
export function checkInOrder(
  words: usize,
  count: u32,
  order: usize,
  executed: u32,
  room: usize,
  expected: usize,
): u32 {
  begin(count, room)
  for (let n: u32 = 0; n < executed; n++) {
    const i = load<u32>(order + n * 4)
    const at = words + i * instructionBytes
    const module = moduleOf(load<u32>(at), load<u32>(at, 12))
    if (execute(module, i + 1, at) == STRAY) return 0
  }
  return areRight(expected) ? RIGHT : 0
}

function begin(count: u32, room: usize): void {
  forgetTokens(count, room)
  forgetUses(count, room + 16 * count)
  forgetMicroOps()
  forgetRuns()
  launch()
  const results = tableOf(OUT)
  memory.fill(results.at, 0xff, results.count * elementBytes)
  lastStore = awaited = 0
}

/**
 * Executes all instructions. @returns whether their tokens allow that, nothing is stray or shared, and FINISH comes last
 * and waits for all stores.
 */
function areFree(words: usize, count: u32): bool {
  let code: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    // What stands behind a FINISH may not have happened when the program ends.
    if (i > 0 && code == f.FINISH) return false
    const at = words + i * instructionBytes
    const w0 = load<u32>(at)
    const module = moduleOf(w0, load<u32>(at, 12))
    if (module == NOWHERE || !takeTokens(module, w0) || execute(module, i + 1, at) != FREE) return false
    code = f.opcode(w0)
  }
  return code == f.FINISH && awaited >= lastStore
}

/** Executes an instruction, by its number from 1 on, and pushes its tokens. */
function execute(module: u32, ordinal: u32, at: usize): u32 {
  const w0 = load<u32>(at)
  const w1 = load<u32>(at, 4)
  const w2 = load<u32>(at, 8)
  const w3 = load<u32>(at, 12)
  pushTokens(module, ordinal, w0)
  const code = f.opcode(w0)
  if (code == f.FINISH) {
    awaited = storesBeforeCompute()
    return FREE
  }
  if (code > f.STORE) return compute(ordinal, w0, w1, w2, w3)
  if (f.xSize(w2) == 0) return FREE
  if (code == f.LOAD) return loadBlock(ordinal, w0, w1, w2, w3)
  lastStore = ordinal
  return storeBlock(ordinal, w0, w1, w2, w3)
}

/** Whether the results are what is expected. */
function areRight(expected: usize): bool {
  const results = tableOf(OUT)
  for (let i: u32 = 0; i < results.count; i++) {
    if (!areEqual(results.at + i * elementBytes, expected + i * elementBytes)) return false
  }
  return true
}
