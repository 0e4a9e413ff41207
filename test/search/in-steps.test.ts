import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { atOnce, inTurns } from '../../src/search/in-steps.js'
import { sequenceSpaceInSteps } from '../../src/search/sequence-space/space.js'
import { spaceInTurns, spaceOf } from '../../src/search/spaces.js'
import { gemm } from '../store/samples.js'

/** Two milliseconds a step. */
function* work(steps: number): Generator<undefined, number> {
  for (let i = 0; i < steps; i++) {
    const end = performance.now() + 2
    while (performance.now() < end);
    yield
  }
  return steps
}

it('work in turns comes to the same as at once, and gives others a turn between its steps', async () => {
  expect(atOnce(work(3))).toBe(3)
  const events: string[] = []
  const done = inTurns(work(5)).then((steps) => events.push(`done ${steps}`))
  for (let turn = 0; turn < 4; turn++) {
    await setImmediate()
    events.push('turn')
  }
  await done
  expect(events).toEqual(['turn', 'turn', 'turn', 'turn', 'done 5'])
})

it('a space that was made in turns is kept for who wants it at once', async () => {
  const hardware = preset('pynq')
  const space = await spaceInTurns('sequences', gemm(23), hardware)
  expect(spaceOf('sequences', gemm(23), hardware)).toBe(space)
  expect(await spaceInTurns('sequences', gemm(23), hardware)).toBe(space)
})

it('no step of a large space is a large part of it', () => {
  const steps = sequenceSpaceInSteps(gemm(1024), preset('pynq'))
  let count = 0
  while (!steps.next().done) count++
  expect(count).toBeGreaterThan(100)
})
