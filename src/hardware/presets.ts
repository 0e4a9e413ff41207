import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { vtaConfigSchema } from './config.js'
import { deriveHardware, type Hardware } from './hardware.js'
import { describeIssues, InputError, withValues } from './input.js'
import { presetNames, type PresetName } from './preset-names.js'

export { presetNames, type PresetName }

const isPreset = (name: string): name is PresetName => (presetNames as readonly string[]).includes(name)
const presetFile = (name: PresetName): URL => new URL(`../../hardware/${name}.json`, import.meta.url)

function readConfig(name: string, file: string | URL): Hardware {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InputError('hardware', `${name}: not readable as JSON: ${String(error)}`)
  }
  const parsed = vtaConfigSchema.safeParse(json, withValues)
  if (!parsed.success) throw new InputError('hardware', `${name}: ${describeIssues(parsed.error)}`)
  return deriveHardware(name, parsed.data)
}

const loaded = new Map<PresetName, Hardware>()

/** A preset by its name. @throws InputError when there is no such preset. */
export function preset(name: string): Hardware {
  if (!isPreset(name)) {
    throw new InputError('hardware', `unknown hardware "${name}": one of ${presetNames.join(', ')}`)
  }
  const known = loaded.get(name)
  if (known) return known
  const hardware = readConfig(name, presetFile(name))
  loaded.set(name, hardware)
  return hardware
}

/** A preset by its name, or a VTA configuration file by its path. @throws InputError naming what is wrong. */
export function loadHardware(nameOrPath: string): Hardware {
  if (isPreset(nameOrPath)) return preset(nameOrPath)
  if (existsSync(nameOrPath)) return readConfig(basename(nameOrPath, '.json'), nameOrPath)
  throw new InputError(
    'hardware',
    `unknown hardware "${nameOrPath}": one of ${presetNames.join(', ')}, or a path to a VTA configuration JSON`,
  )
}
