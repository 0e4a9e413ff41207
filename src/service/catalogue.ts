import type { Hardware } from '../hardware/hardware.js'
import { presetNames } from '../hardware/preset-names.js'
import { preset } from '../hardware/presets.js'
import type { BuildReply } from '../measure/messages.js'
import type { MeasurePool } from '../measure/pool.js'
import { spaceInTurns, type SpaceName } from '../search/spaces.js'
import type { Space } from '../search/space.js'
import type { BestRecord, MeasurementRecord, WorkloadRecord } from '../store/records.js'
import type { Store } from '../store/store.js'
import { NothingTuned, UnknownMeasurement, UnknownWorkload } from './errors.js'

/** Seed of the random operands that a best's program is handed out with. */
const programSeed = 1

/** A best schedule's program, and what it is the program of. */
export interface BestProgram extends BuildReply {
  readonly best: BestRecord
}

/** What can be asked without tuning: hardware, workloads, knobs, bests and their programs. */
export class Catalogue {
  readonly #store: Store
  readonly #pool: Pick<MeasurePool, 'build' | 'timeline' | 'explain'>

  constructor(store: Store, pool: Pick<MeasurePool, 'build' | 'timeline' | 'explain'>) {
    this.#store = store
    this.#pool = pool
  }

  /** A preset, or what this database was tuned on. @throws InputError naming the presets. */
  hardware(name: string): Hardware {
    return this.#store.accelerators.get(name) ?? preset(name)
  }

  presets(): readonly Hardware[] {
    return presetNames.map((name) => preset(name))
  }

  /** @throws UnknownWorkload */
  workload(id: string): WorkloadRecord {
    const record = this.#store.workloads.get(id)
    if (!record) throw new UnknownWorkload(id)
    return record
  }

  /** The knobs of a workload and how many schedules they make. @throws UnknownWorkload, InputError */
  async space(name: SpaceName, workloadId: string, hardware: string): Promise<Space> {
    return spaceInTurns(name, this.workload(workloadId).workload, this.hardware(hardware))
  }

  /** @throws UnknownWorkload, InputError for unknown hardware, NothingTuned */
  best(workloadId: string, hardware: string): BestRecord {
    const best = this.#store.bests.get(workloadId, hardware)
    if (best) return best
    const { id } = this.workload(workloadId)
    throw new NothingTuned(id, this.hardware(hardware).name)
  }

  /** @throws UnknownMeasurement */
  measurement(id: string): MeasurementRecord {
    const measurement = this.#store.measurements.get(id)
    if (!measurement) throw new UnknownMeasurement(id)
    return measurement
  }

  /**
   * Has a worker time a measured schedule again, instruction by instruction.
   * @returns Chrome trace JSON.
   * @throws UnknownMeasurement; InputError when its schedule is illegal; JobFailed when the worker fails.
   */
  async timeline(measurementId: string): Promise<string> {
    const { id, workload_id, hardware, schedule, seed } = this.measurement(measurementId)
    const { workload } = this.workload(workload_id)
    return this.#pool.timeline({ workload, hardware: this.hardware(hardware), seed }, schedule, id)
  }

  /**
   * Has a worker explain a measured schedule.
   * @returns the explanation as JSON.
   * @throws UnknownMeasurement; InputError when its schedule is illegal; JobFailed when the worker fails.
   */
  async explain(measurementId: string): Promise<string> {
    const { workload_id, hardware, schedule, seed } = this.measurement(measurementId)
    const { workload } = this.workload(workload_id)
    return this.#pool.explain({ workload, hardware: this.hardware(hardware), seed }, schedule)
  }

  /** Has a worker build the best's program. @throws as `best` does, and JobFailed when the worker fails. */
  async program(workloadId: string, hardware: string, signal?: AbortSignal): Promise<BestProgram> {
    const best = this.best(workloadId, hardware)
    const { workload } = this.workload(workloadId)
    const subject = { workload, hardware: this.hardware(hardware), seed: programSeed }
    return { best, ...(await this.#pool.build(subject, best.schedule, signal)) }
  }
}
