import { InputError } from '../hardware/input.js'
import { annealing } from './annealing.js'
import { exhaustive } from './exhaustive.js'
import { genetic } from './genetic.js'
import { grid } from './grid.js'
import { random } from './random.js'
import type { SpaceName } from './spaces.js'
import type { StrategyKind } from './strategy.js'
import { tpe } from './tpe.js'

export { mostSeconds } from './longest-budget.js'

/** Strategies that ask for points of a space and are told what they cost. */
export const askingNames = ['exhaustive', 'grid', 'random', 'genetic', 'annealing', 'tpe'] as const
export type AskingName = (typeof askingNames)[number]

/** All strategies; certified settles a space of its own, region by region. */
export const strategyNames = ['certified', ...askingNames] as const
export type StrategyName = (typeof strategyNames)[number]

/** What a tuning uses when nobody says otherwise. */
export const defaultStrategy: StrategyName = 'certified'

export const strategies: Readonly<Record<AskingName, StrategyKind>> = {
  exhaustive,
  grid,
  random,
  genetic,
  annealing,
  tpe,
}

/** A strategy's name from outside. @throws InputError naming the ones there are. */
export function strategyName(name: string): StrategyName {
  const found = strategyNames.find((known) => known === name)
  if (found === undefined) {
    throw new InputError('strategy', `unknown strategy "${name}": one of ${strategyNames.join(', ')}`)
  }
  return found
}

/** The asking strategy of that name. @throws InputError when it is not one that asks. */
export function askingStrategy(name: StrategyName): StrategyKind {
  if (name === 'certified') {
    throw new InputError('strategy', `certified asks for no points: one of ${askingNames.join(', ')}`)
  }
  return strategies[name]
}

/** Seconds that a tuning by certified may take when nobody says otherwise: to settle everything can take hours. */
const certifiedSeconds = 120

/** A budget as it is asked for. An empty one is certified's own seconds; strategies that ask have trials of their own. */
export function budgetFor(
  name: StrategyName,
  {
    trials = null,
    seconds = null,
  }: { readonly trials?: number | null | undefined; readonly seconds?: number | null | undefined },
): { readonly trials: number | null; readonly seconds: number | null } {
  const isEmpty = trials === null && seconds === null
  return { trials, seconds: isEmpty && name === 'certified' ? certifiedSeconds : seconds }
}

/** The space that a strategy searches when nobody says which. */
export const defaultSpace = (name: StrategyName): SpaceName =>
  name === 'certified' ? 'sequences' : strategies[name].defaultSpace
