/*
 * What instructions touch of the scratchpads that two modules share, taken for all between the lowest and the highest
 * element, and whether it is free: whether no instruction of the other module that has started, and that the one at hand
 * does not wait for, touches it too.
 */

/** What the instructions of one module touch of one scratchpad, in order. */
export class Uses {
  records: usize
  count: u32
  /** The first that the other module has not waited for; and the hull of it and all that follow. */
  open: u32
  from: u32
  to: u32
}

/** A half-open range of elements, and the ordinal of the instruction. */
class Use {
  ordinal: u32
  from: u32
  to: u32
}

const usesBytes: u32 = 20
const useBytes: u32 = 12
const table = memory.data(120)

export const loadedInp = changetype<Uses>(table)
export const loadedWgt = changetype<Uses>(table + usesBytes)
export const multipliedInp = changetype<Uses>(table + 2 * usesBytes)
export const multipliedWgt = changetype<Uses>(table + 3 * usesBytes)
export const computedOut = changetype<Uses>(table + 4 * usesBytes)
export const storedOut = changetype<Uses>(table + 5 * usesBytes)

/** @param room 72 bytes an instruction. */
export function forgetUses(count: u32, room: usize): void {
  for (let i: u32 = 0; i < 6; i++) {
    const uses = changetype<Uses>(table + i * usesBytes)
    uses.records = room + i * count * useBytes
    uses.count = 0
    uses.open = 0
    close(uses)
  }
}

function useAt(uses: Uses, index: u32): Use {
  return changetype<Use>(uses.records + index * useBytes)
}

/** The hull of nothing meets nothing. */
function close(uses: Uses): void {
  uses.from = u32.MAX_VALUE
  uses.to = 0
}

function cover(uses: Uses, from: u32, to: u32): void {
  uses.from = min(uses.from, from)
  uses.to = max(uses.to, to)
}

/**
 * Notes that an instruction touches elements from `from` up to `to`, not included.
 * @param own what its module touches there, and `others` what the other one does.
 * @param ended ordinal of the last instruction of the other module that it waits for.
 * @returns whether they are free.
 */
export function touch(own: Uses, others: Uses, ordinal: u32, ended: u32, from: u32, to: u32): bool {
  const use = useAt(own, own.count++)
  use.ordinal = ordinal
  use.from = from
  use.to = to
  cover(own, from, to)
  if (others.open < others.count && useAt(others, others.open).ordinal <= ended) skip(others, ended)
  if (from >= others.to || others.from >= to) return true
  for (let i = others.open; i < others.count; i++) {
    const other = useAt(others, i)
    if (other.from < to && from < other.to) return false
  }
  return true
}

/** Leaves out uses that have been waited for. */
function skip(uses: Uses, ended: u32): void {
  while (uses.open < uses.count && useAt(uses, uses.open).ordinal <= ended) uses.open++
  close(uses)
  for (let i = uses.open; i < uses.count; i++) cover(uses, useAt(uses, i).from, useAt(uses, i).to)
}
