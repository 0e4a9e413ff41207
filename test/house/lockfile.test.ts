import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'

const versions = z.record(z.string(), z.string()).default({})
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), optionalDependencies: versions, dependencies: versions }),
  ),
})
const manifestSchema = z.object({ dependencies: versions, devDependencies: versions })

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
const { packages } = lockSchema.parse(read('package-lock.json'))

it('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = manifestSchema.parse(read('package.json'))
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  )
  expect(loose).toEqual([])
})

it('the lockfile names no registry', () => {
  const named = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)
  expect(named).toEqual([])
})

// `npm install` leaves out what a registry does not have, such as builds for other platforms, and `npm ci` then
// refuses the lockfile wherever they are missing too.
it('the lockfile has every optional dependency, whatever platform it is for', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
    ),
  )
  expect(missing).toEqual([])
})
