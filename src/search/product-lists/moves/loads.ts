import { mostFront } from '../../../compiler/schedule.js'
import type { Random } from '../../../workload/random.js'
import { bridgeFront } from '../bridge.js'
import type { Draft, DraftLoad } from '../draft.js'
import { anyIndex, anySign, coin, type Move } from './move.js'

/** Adds a load of micro-ops before a product. */
export const addLoad: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const product = products[at]
  const front = coin(random) ? bridgeFront + 2 * (random.below(9) - 4) : 0
  products[at] = { ...product, loads: [...product.loads, { wait: 0, front }] }
  return true
}

/** Changes a load of micro-ops: takes it away, or moves it to another product, or has it come later or in other bursts. */
export const changeLoad: Move = (draft, random) => {
  const { products } = draft
  const at = anyIndex(products, ({ loads }) => loads.length > 0, random)
  if (at === null) return false
  const product = products[at]
  const which = random.below(product.loads.length)
  const load = product.loads[which]
  const others = product.loads.toSpliced(which, 1)
  const kind = random.below(5)
  if (kind < 2) {
    products[at] = { ...product, loads: others }
    if (kind === 0) return true
    const to = at + anySign(random)
    if (to < 0 || to === products.length) return false
    products[to] = { ...products[to], loads: [...products[to].loads, load] }
    return true
  }
  const other = kind === 2 ? otherFront(load, random) : otherWait(load, random)
  products[at] = { ...product, loads: product.loads.with(which, other) }
  return true
}

const otherFront = ({ wait, front }: DraftLoad, random: Random): DraftLoad => ({
  wait,
  front: nextFront(front, random),
})

const nextFront = (front: number, random: Random): number =>
  Math.max(0, Math.min(mostFront, front + 2 * anySign(random)))

/** Waits change by little where they are tuned, by much where they are sought. */
function otherWait({ wait, front }: DraftLoad, random: Random): DraftLoad {
  const step = 1 + random.below(coin(random) ? 3 : 40)
  return { wait: Math.max(0, wait + step * anySign(random)), front }
}

/** Changes the bursts of the program's first load of micro-ops. */
export const changeFirstLoad: Move = (draft: Draft, random) => {
  const { firstFront } = draft
  draft.firstFront =
    firstFront === 0 || random.below(4) === 0 ? 2 * random.below(11) : nextFront(firstFront, random)
  return draft.firstFront !== firstFront
}
