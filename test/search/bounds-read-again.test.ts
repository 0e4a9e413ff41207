import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { Heap } from '../../src/search/bounds/heap.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { leastReads, type Product } from '../../src/search/bounds/read-again.js'
import { normalWorkload } from '../../src/workload/workload.js'

/*
 * Every way to multiply small matrices with small scratchpads is searched for the one that reads least, with no regard
 * to the bound: an element is loaded in the place of another, a sum is begun where an accumulator is free, and goes on
 * as soon as both of a product's elements are there.
 */

interface State {
  readonly cost: number
  /** Sets of products done, of elements of A and of B that are held, as bits. */
  readonly done: number
  readonly a: number
  readonly b: number
}

const bits = (set: number): number[] => {
  const found: number[] = []
  for (let rest = set; rest !== 0; rest &= rest - 1) found.push(31 - Math.clz32(rest & -rest))
  return found
}

class Machine {
  private readonly m: number
  private readonly n: number
  private readonly k: number

  constructor(private readonly product: Product) {
    this.m = product.a.lines
    this.n = product.b.lines
    this.k = product.depth
  }

  leastReads(): number {
    const all = 2 ** (this.m * this.n * this.k) - 1
    const heap = new Heap<State>((one, other) => one.cost - other.cost)
    const seen = new Map<number, number>()
    const add = (state: State): void => {
      const next = { ...state, done: this.goneOn(state) }
      const key = (next.done * 256 + next.a) * 256 + next.b
      if ((seen.get(key) ?? Infinity) <= next.cost) return
      seen.set(key, next.cost)
      heap.push(next)
    }
    add({ cost: 0, done: 0, a: 0, b: 0 })
    for (;;) {
      const state = heap.pop()
      if (!state) throw new Error('no way to multiply')
      if (state.done === all) return state.cost
      const { a, b } = this.product
      for (const set of loaded(state.a, this.m * this.k, a.held)) {
        add({ ...state, a: set, cost: state.cost + a.beats })
      }
      for (const set of loaded(state.b, this.n * this.k, b.held)) {
        add({ ...state, b: set, cost: state.cost + b.beats })
      }
      for (const begun of this.begun(state)) add({ ...state, done: state.done | begun })
    }
  }

  private sum(i: number, j: number): number {
    return (2 ** this.k - 1) << ((i * this.n + j) * this.k)
  }

  private isUnderWay(done: number, i: number, j: number): boolean {
    const some = done & this.sum(i, j)
    return some !== 0 && some !== this.sum(i, j)
  }

  /** Products, as bits, whose elements are both there: those of row i and column j. */
  private possible({ a, b }: State, i: number, j: number): number {
    const ofA = (a >> (i * this.k)) & (2 ** this.k - 1)
    const ofB = (b >> (j * this.k)) & (2 ** this.k - 1)
    return (ofA & ofB) << ((i * this.n + j) * this.k)
  }

  private *sums(): Iterable<readonly [number, number]> {
    for (let i = 0; i < this.m; i++) for (let j = 0; j < this.n; j++) yield [i, j]
  }

  private goneOn(state: State): number {
    let { done } = state
    for (const [i, j] of this.sums()) {
      if (this.isUnderWay(done, i, j)) done |= this.possible(state, i, j)
    }
    return done
  }

  private *begun(state: State): Iterable<number> {
    const sums = [...this.sums()]
    const underWay = sums.filter(([i, j]) => this.isUnderWay(state.done, i, j)).length
    if (underWay >= this.product.sums) return
    for (const [i, j] of sums) {
      if ((state.done & this.sum(i, j)) === 0) yield this.possible(state, i, j)
    }
  }
}

/** Sets of elements after one more is loaded, in the place of each of the others where there is no other place. */
function* loaded(held: number, count: number, places: number): Iterable<number> {
  const others = bits(held)
  for (let element = 0; element < count; element++) {
    const more = held | (1 << element)
    if (more === held) continue
    if (others.length < places) yield more
    else for (const other of others) yield more & ~(1 << other)
  }
}

/** Loads of an operand's elements, used in this order, when what is used again last gives way. */
function loadsOf(uses: readonly number[], places: number): number {
  const next = uses.map(() => Infinity)
  const seen = new Map<number, number>()
  for (let at = uses.length - 1; at >= 0; at--) {
    next[at] = seen.get(uses[at]) ?? Infinity
    seen.set(uses[at], at)
  }
  const held = new Map<number, number>()
  let loads = 0
  uses.forEach((element, at) => {
    if (!held.has(element)) {
      loads++
      if (held.size === places) {
        const [last] = [...held].reduce((one, other) => (other[1] > one[1] ? other : one))
        held.delete(last)
      }
    }
    held.set(element, next[at])
  })
  return loads
}

const shapes = [
  [2, 3, 2],
  [3, 2, 2],
  [1, 4, 3],
  [4, 1, 3],
  [3, 4, 1],
] as const

const productOf = (
  [m, n, k]: readonly [number, number, number],
  beats: readonly [number, number],
  held: readonly [number, number],
  sums: number,
): Product => ({
  a: { lines: m, beats: beats[0], held: held[0] },
  b: { lines: n, beats: beats[1], held: held[1] },
  depth: k,
  sums,
})

const pairUpTo = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }))

const anySmall = fc
  .tuple(fc.constantFrom(...shapes), pairUpTo(6), pairUpTo(2), fc.integer({ min: 1, max: 2 }))
  .map((chosen) => productOf(...chosen))

type Axis = 'i' | 'j' | 'k'

interface Walk {
  readonly product: Product
  /** Rows of a tile; its columns are as many as the accumulators allow. */
  readonly rows: number
  /** The loops in a tile, outermost first. */
  readonly order: readonly Axis[]
  /** Whether tiles of the same rows come one after the other. */
  readonly rowsFirst: boolean
}

/** A product by tiles of C, whose loops run to and fro in some order. */
const anyWalk: fc.Arbitrary<Walk> = fc.record({
  product: fc
    .tuple(
      fc.tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
      ),
      pairUpTo(20),
      pairUpTo(40),
      fc.integer({ min: 1, max: 40 }),
    )
    .map((chosen) => productOf(...chosen)),
  rows: fc.integer({ min: 1, max: 12 }),
  order: fc.shuffledSubarray<Axis>(['i', 'j', 'k'], { minLength: 3 }),
  rowsFirst: fc.boolean(),
})

/** Beats that a walk reads. */
function readsOf({ product: { a, b, depth, sums }, rows, order, rowsFirst }: Walk): number {
  const height = Math.min(rows, sums)
  const width = Math.floor(sums / height)
  const usesOfA: number[] = []
  const usesOfB: number[] = []
  const backwards = new Map<string, boolean>()
  const toAndFro = (name: string, count: number, from = 0): number[] => {
    const back = backwards.get(name) ?? false
    backwards.set(name, !back)
    const list = Array.from({ length: count }, (_, i) => from + i)
    return back ? list.toReversed() : list
  }
  const down = Math.ceil(a.lines / height)
  const along = Math.ceil(b.lines / width)
  for (const first of toAndFro('first', rowsFirst ? down : along)) {
    for (const second of toAndFro('second', rowsFirst ? along : down)) {
      const [top, left] = rowsFirst ? [first * height, second * width] : [second * height, first * width]
      const extent = {
        i: [Math.min(height, a.lines - top), top],
        j: [Math.min(width, b.lines - left), left],
        k: [depth, 0],
      } as const
      const at = { i: 0, j: 0, k: 0 }
      const loop = (level: number): void => {
        if (level === 3) {
          usesOfA.push(at.i * depth + at.k)
          usesOfB.push(at.j * depth + at.k)
          return
        }
        const axis = order[level]
        for (const value of toAndFro(axis, extent[axis][0], extent[axis][1])) {
          at[axis] = value
          loop(level + 1)
        }
      }
      loop(0)
    }
  }
  return a.beats * loadsOf(usesOfA, a.held) + b.beats * loadsOf(usesOfB, b.held)
}

const once = ({ a, b, depth }: Product): number => depth * (a.lines * a.beats + b.lines * b.beats)

describe('what capacity forces to be read again', () => {
  it('is never more than what the best way to multiply reads', () => {
    fc.assert(
      fc.property(anySmall, (product) => {
        expect(leastReads(product)).toBeLessThanOrEqual(new Machine(product).leastReads())
      }),
      { numRuns: 5 },
    )
  })

  it('is more than once where next to nothing fits, and less than what the best way reads', () => {
    const product = productOf([2, 3, 2], [1, 6], [1, 1], 1)
    const least = leastReads(product)
    expect(least).toBeGreaterThan(once(product))
    expect(least).toBeLessThanOrEqual(new Machine(product).leastReads())
  })

  it('is never more than what walks by tiles read, their loops in any order', () => {
    let again = 0
    let nearest = Infinity
    fc.assert(
      fc.property(anyWalk, (walk) => {
        const least = leastReads(walk.product)
        const reads = readsOf(walk)
        expect(least).toBeLessThanOrEqual(reads)
        if (least === once(walk.product)) return
        again++
        nearest = Math.min(nearest, reads / least)
      }),
      { numRuns: 2000 },
    )
    expect(again).toBeGreaterThan(100)
    expect(nearest).toBeLessThan(1.1)
  })
  it('counts in the bound of a workload', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 32, n: 8192, k: 8192, epilogue: { shift: 8 } })
    const { parts } = lowerBound(workload, preset('pynq'))
    expect(parts.map(({ name }) => name)).toContain('reads again')
  })
})
