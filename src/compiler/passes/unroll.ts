import type { Emission } from '../emission.js'
import type { Layout } from '../layout.js'
import type { Nest } from '../nest.js'
import { epilogue, init, update } from '../products.js'
import type { Schedule } from '../schedule.js'
import { copy, fill, write } from '../transfers.js'
import { walkList } from '../walk-list.js'
import { walk, type Statements } from '../walk.js'

/**
 * Pass 8: walks the nest once and writes one step an instruction: scratchpad and DRAM indices, micro-ops, loop
 * factors. Tokens come next. What it gives is valid until it runs again.
 * @throws IllegalSchedule when the nest does not fit the scratchpads.
 */
export function unroll(e: Emission, nest: Nest, layout: Layout, schedule: Schedule): void {
  e.begin(nest, layout, schedule)
  const writing = new Writing(e)
  if (nest.list) walkList(writing, nest, nest.list)
  else walk(writing, nest)
  e.end()
}

/** Statements that write the program. */
class Writing implements Statements {
  readonly cursor
  constructor(private readonly e: Emission) {
    this.cursor = e.cursor
  }
  copy: Statements['copy'] = (name, leaf, t) => copy(this.e, name, leaf, t)
  fill: Statements['fill'] = (name, t) => fill(this.e, name, t)
  init: Statements['init'] = (t) => init(this.e, t)
  update: Statements['update'] = (t) => update(this.e, t)
  epilogue: Statements['epilogue'] = (t) => epilogue(this.e, t)
  loadMicroOps: Statements['loadMicroOps'] = () => this.e.newMicroOps()
  write: Statements['write'] = (t) => write(this.e, t)
}
