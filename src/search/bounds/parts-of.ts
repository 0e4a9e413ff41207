import { firstService, instructionOverhead } from './costs.js'
import type { Found } from './epochs.js'
import { sumOf, type LowerBound } from './parts.js'
import type { ProgramForm } from './program-form.js'

/** What the cycles of the least program consist of: of what compute needs, or else of what the loads need. */
export function partsOf(form: ProgramForm, found: Found): LowerBound {
  const { counts } = found
  const computes = counts.epochs + counts.passes + form.demand.passes
  const fetch = form.fetch(found.instructions)
  const overhead = instructionOverhead * computes + form.bridgingAlone(counts)
  return form.computeCycles + fetch + overhead + found.drain >= found.cycles
    ? ofCompute(form, found, fetch, overhead + instructionOverhead, computes + 1)
    : ofLoads(form, found, fetch)
}

function ofCompute(
  { demand, computeCycles }: ProgramForm,
  { cycles, instructions }: Found,
  fetch: number,
  overhead: number,
  computes: number,
): LowerBound {
  const { products, initCycles, passes, outputs } = demand
  const iterations = products + initCycles + passes * outputs
  const start = computeCycles - instructionOverhead - iterations
  return sumOf([
    { name: 'start', cycles: start, why: 'launch, fetch and the first micro-op wait for memory in turn' },
    { name: 'instructions', cycles: fetch, why: `${instructions} instructions come first` },
    { name: 'compute', cycles: iterations, why: 'products, first values and passes, one a cycle' },
    { name: 'overhead', cycles: overhead, why: `${computes} instructions of compute or more` },
    {
      name: 'drain',
      cycles: cycles - start - fetch - iterations - overhead,
      why: 'the last outputs are stored when they are computed',
    },
  ])
}

function ofLoads(
  { demand, costs }: ProgramForm,
  { cycles, counts, instructions, drain }: Found,
  fetch: number,
): LowerBound {
  const gaps = counts.gaps + costs.loadDone
  const loads = counts.epochs + 1 + counts.loads
  const before = firstService + fetch + demand.operandBeats + gaps
  return sumOf([
    { name: 'start', cycles: firstService, why: 'launch, fetch and the first load wait for memory in turn' },
    { name: 'instructions', cycles: fetch, why: `${instructions} instructions come before the first data` },
    {
      name: 'reads',
      cycles: demand.operandBeats,
      why: 'every element of A and B is loaded, 8 bytes a cycle',
    },
    { name: 'gaps', cycles: gaps, why: `the load module starts ${loads} loads or more` },
    {
      name: 'last work',
      cycles: cycles - before - drain,
      why: 'products and passes that wait for the last data',
    },
    { name: 'drain', cycles: drain, why: 'the last outputs are stored when they are computed' },
  ])
}
