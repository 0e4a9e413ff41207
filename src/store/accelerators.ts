import type { Database } from 'better-sqlite3'
import { vtaConfigSchema } from '../hardware/config.js'
import { deriveHardware, type Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import type { GroupedWriter } from './grouped-writer.js'

/** The hardware that tunings ran on, so that a name means one configuration for ever. */
export class Accelerators {
  readonly #writer: GroupedWriter
  readonly #insert
  readonly #byName

  constructor(db: Database, writer: GroupedWriter) {
    this.#writer = writer
    this.#insert = db.prepare<[string, string]>('INSERT INTO hardware (name, config) VALUES (?, ?)')
    this.#byName = db.prepare<[string], { config: string }>('SELECT config FROM hardware WHERE name = ?')
  }

  /** @throws InputError when the name is known with another configuration. */
  add(hardware: Hardware): void {
    const config = JSON.stringify(vtaConfigSchema.parse(hardware.config))
    const known = this.#byName.get(hardware.name)
    if (known?.config === config) return
    if (known) {
      throw new InputError(
        'hardware',
        `this database knows "${hardware.name}" with another configuration: rename the file, or use another database`,
      )
    }
    this.#writer.now(() => this.#insert.run(hardware.name, config))
  }

  get(name: string): Hardware | null {
    const row = this.#byName.get(name)
    return row ? deriveHardware(name, vtaConfigSchema.parse(JSON.parse(row.config))) : null
  }
}
