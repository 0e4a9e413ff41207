import * as f from '../fields'
import { compute, forgetHazards, isHazardous } from './compute'
import { launch } from './launch'
import { forgetMicroOps } from './loaded-micro-ops'
import { moduleOf, NOWHERE } from './modules'
import { areRight, forgetResults } from './results'
import { forgetRuns } from './runs'
import { forgetAccesses, isShared } from './segments'
import { forgetTokens, pushTokens, storesBeforeCompute, takeTokens } from './tokens'
import { loadBlock, storeBlock } from './transfers'

/*
 * Runs a program on formulas, and shows of most programs that they have no race, no ALU hazard and no wrapped index.
 * Where that is not shown, src/simulator/function/checker.ts has to look closer.
 */

const ORDERLY: u32 = 1
const RIGHT: u32 = 2

const instructionBytes = 16

/** The last store, and the last one that had ended before FINISH started. */
let lastStore: u32 = 0
let awaited: u32 = 0
/** The first FINISH. */
let finish: u32 = 0

/**
 * Executes instructions as they stand in the program: without races, they compute the same in any order that their
 * tokens allow.
 * @param room 16 bytes an instruction.
 * @returns ORDERLY, and RIGHT if it is; 0 where it is not shown.
 */
export function checkAsWritten(words: usize, count: u32, room: usize): u32 {
  begin(count, room)
  if (!areFree(words, count)) return 0
  return ORDERLY | (areRight() ? RIGHT : 0)
}

/**
 * Executes instructions in an order.
 * @param order numbers of `executed` instructions, from 0 on.
 * @param room as above.
 * @returns RIGHT or 0.
 */
export function checkInOrder(words: usize, count: u32, order: usize, executed: u32, room: usize): u32 {
  begin(count, room)
  for (let n: u32 = 0; n < executed; n++) {
    const i = load<u32>(order + n * 4)
    const at = words + i * instructionBytes
    const module = moduleOf(load<u32>(at), load<u32>(at, 12))
    if (!execute(module, i + 1, at)) return 0
  }
  return areRight() ? RIGHT : 0
}

function begin(count: u32, room: usize): void {
  forgetTokens(count, room)
  forgetAccesses()
  forgetHazards()
  forgetMicroOps()
  forgetRuns()
  forgetResults()
  launch()
  lastStore = awaited = finish = 0
}

/**
 * Executes all instructions. @returns whether their tokens allow that, nothing is stray or shared, and FINISH comes last
 * and waits for all stores.
 */
function areFree(words: usize, count: u32): bool {
  for (let i: u32 = 0; i < count; i++) {
    const at = words + i * instructionBytes
    const w0 = load<u32>(at)
    const module = moduleOf(w0, load<u32>(at, 12))
    if (module == NOWHERE || !takeTokens(module, w0) || !execute(module, i + 1, at)) return false
  }
  // What stands behind a FINISH may not have happened when the program ends.
  return finish == count && awaited >= lastStore && !isShared && !isHazardous
}

/** Executes an instruction, by its number from 1 on, and pushes its tokens. @returns false for a stray access. */
function execute(module: u32, ordinal: u32, at: usize): bool {
  const w0 = load<u32>(at)
  const w1 = load<u32>(at, 4)
  const w2 = load<u32>(at, 8)
  const w3 = load<u32>(at, 12)
  pushTokens(module, ordinal, w0)
  const code = f.opcode(w0)
  if (code == f.FINISH) {
    if (finish == 0) finish = ordinal
    awaited = storesBeforeCompute()
    return true
  }
  if (code > f.STORE) return compute(ordinal, w0, w1, w2, w3)
  if (f.xSize(w2) == 0) return true
  if (code == f.LOAD) return loadBlock(ordinal, w0, w1, w2, w3)
  lastStore = ordinal
  return storeBlock(ordinal, w0, w1, w2, w3)
}
