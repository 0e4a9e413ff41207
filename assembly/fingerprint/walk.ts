import * as f from '../fields'

/*
 * What is ordered by tokens and by modules being in order, whatever the timing (src/simulator/function/
 * happens-before.ts says how): the walk executes a program's tokens, and has each instruction visited once.
 *
 * Instructions of a module are numbered from 1 in program order (ordinals). Each has a record: its clock says for each
 * module how many of its instructions have ended before it starts; its ranges, what it touches in scratchpads that two
 * modules share (empty where `to` is 0).
 */

export class Step {
  clock0: u32
  clock1: u32
  clock2: u32
  /** Address of its words. */
  at: usize
  inpFrom: u32
  inpTo: u32
  wgtFrom: u32
  wgtTo: u32
  outFrom: u32
  outTo: u32
}

const stepBytes: u32 = 40
const instructionBytes: u32 = 16
const modules: u32 = 3
const NOWHERE: u32 = 3

/** By module: where its records are, how many were fetched, how many have ended. */
class Module {
  steps: usize
  fetched: u32
  ended: u32
}

const moduleBytes: u32 = 12
const moduleTable = memory.data(36)

function moduleAt(module: u32): Module {
  return changetype<Module>(moduleTable + module * moduleBytes)
}

/** The record of an ordinal. */
export function stepOf(module: u32, ordinal: u32): Step {
  return changetype<Step>(moduleAt(module).steps + (ordinal - 1) * stepBytes)
}

export function endedOf(module: u32): u32 {
  return moduleAt(module).ended
}

/** Tokens of the channel from one module to the next or back: ordinals of those that pushed, in order. */
class Channel {
  pushers: usize
  pushed: u32
  popped: u32
}

const channelBytes: u32 = 12
const channelTable = memory.data(48)

/** 0: load to compute; 1: back; 2: compute to store; 3: back. */
function channelAt(channel: u32): Channel {
  return changetype<Channel>(channelTable + channel * channelBytes)
}

function moduleOf(w0: u32, w3: u32): u32 {
  const code = f.opcode(w0)
  if (code == f.LOAD) {
    const memoryId = f.memory(w0)
    if (memoryId > 3) return NOWHERE
    return memoryId == 1 || memoryId == 2 ? 0 : 1
  }
  if (code == f.STORE) return 2
  if (code == f.ALU) return f.aluOp(w3) < 4 ? 1 : NOWHERE
  return code <= f.FINISH ? 1 : NOWHERE
}

/**
 * Gives every instruction its record.
 * @param work room for records and tokens: 56 bytes an instruction.
 * @returns false where there is an instruction that no module knows.
 */
export function fetch(words: usize, count: u32, work: usize): bool {
  for (let m: u32 = 0; m < modules; m++) moduleAt(m).fetched = moduleAt(m).ended = 0
  for (let i: u32 = 0; i < count; i++) {
    const at = words + i * instructionBytes
    const module = moduleOf(load<u32>(at), load<u32>(at, 12))
    if (module == NOWHERE) return false
    moduleAt(module).fetched++
  }
  let free = work
  for (let m: u32 = 0; m < modules; m++) {
    moduleAt(m).steps = free
    free += moduleAt(m).fetched * stepBytes
    moduleAt(m).fetched = 0
  }
  for (let i: u32 = 0; i < count; i++) {
    const at = words + i * instructionBytes
    const module = moduleOf(load<u32>(at), load<u32>(at, 12))
    moduleAt(module).fetched++
    stepOf(module, moduleAt(module).fetched).at = at
  }
  for (let c: u32 = 0; c < 4; c++) {
    const channel = channelAt(c)
    channel.pushers = free
    channel.pushed = channel.popped = 0
    free += count * 4
  }
  return true
}

/** A module's next instruction, if the tokens that it pops are there: then they are taken and its clock is set. */
export function start(module: u32): bool {
  const own = moduleAt(module)
  if (own.ended == own.fetched) return false
  const step = stepOf(module, own.ended + 1)
  const w0 = load<u32>(step.at)
  const popsPrev = module > 0 && (w0 & 8) != 0
  const popsNext = module < 2 && (w0 & 16) != 0
  const prev = channelAt(popsPrev ? 2 * module - 2 : 0)
  const next = channelAt(popsNext ? 2 * module + 1 : 0)
  if (popsPrev && prev.popped == prev.pushed) return false
  if (popsNext && next.popped == next.pushed) return false
  if (own.ended == 0) {
    step.clock0 = 0
    step.clock1 = 0
    step.clock2 = 0
  } else {
    const before = stepOf(module, own.ended)
    step.clock0 = before.clock0
    step.clock1 = before.clock1
    step.clock2 = before.clock2
  }
  waitFor(step, module, own.ended)
  if (popsPrev) pop(step, prev, module - 1)
  if (popsNext) pop(step, next, module + 1)
  return true
}

function waitFor(step: Step, module: u32, ordinal: u32): void {
  if (module == 0) step.clock0 = max(step.clock0, ordinal)
  else if (module == 1) step.clock1 = max(step.clock1, ordinal)
  else step.clock2 = max(step.clock2, ordinal)
}

function pop(step: Step, channel: Channel, from: u32): void {
  const ordinal = load<u32>(channel.pushers + channel.popped * 4)
  channel.popped++
  const pusher = stepOf(from, ordinal)
  step.clock0 = max(step.clock0, pusher.clock0)
  step.clock1 = max(step.clock1, pusher.clock1)
  step.clock2 = max(step.clock2, pusher.clock2)
  waitFor(step, from, ordinal)
}

/** Ends the instruction that was started: it pushes its tokens. FINISH ends its module. */
export function end(module: u32): void {
  const own = moduleAt(module)
  own.ended++
  const w0 = load<u32>(stepOf(module, own.ended).at)
  if (module > 0 && (w0 & 32) != 0) push(channelAt(2 * module - 1), own.ended)
  if (module < 2 && (w0 & 64) != 0) push(channelAt(2 * module), own.ended)
  if (f.opcode(w0) == f.FINISH) own.fetched = own.ended
}

function push(channel: Channel, ordinal: u32): void {
  store<u32>(channel.pushers + channel.pushed * 4, ordinal)
  channel.pushed++
}
