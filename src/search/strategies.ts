import { InputError } from '../hardware/input.js'
import { exhaustive } from './exhaustive.js'
import { grid } from './grid.js'
import { random } from './random.js'
import type { StrategyKind } from './strategy.js'

export const strategyNames = ['exhaustive', 'grid', 'random'] as const
export type StrategyName = (typeof strategyNames)[number]

/** What a tuning uses when nobody says otherwise. */
export const defaultStrategy: StrategyName = 'exhaustive'

export const strategies: Readonly<Record<StrategyName, StrategyKind>> = { exhaustive, grid, random }

/** A strategy's name from outside. @throws InputError naming the ones there are. */
export function strategyName(name: string): StrategyName {
  const found = strategyNames.find((known) => known === name)
  if (found === undefined) {
    throw new InputError('strategy', `unknown strategy "${name}": one of ${strategyNames.join(', ')}`)
  }
  return found
}
