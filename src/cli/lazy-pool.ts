import { MeasurePool, type Measurer, type PoolOptions } from '../measure/pool.js'

type Methods = Measurer & Pick<MeasurePool, 'build' | 'timeline' | 'explain'>

/** A pool whose workers start when the first of them is wanted: what is known already needs none. */
export class LazyPool implements Methods {
  #pool: Promise<MeasurePool> | null = null
  #restarts = () => 0

  constructor(readonly options: PoolOptions = {}) {}

  /** Workers that ended and were replaced. */
  get restarts(): number {
    return this.#restarts()
  }

  async measure(...args: Parameters<MeasurePool['measure']>): ReturnType<MeasurePool['measure']> {
    return (await this.#started()).measure(...args)
  }

  async settle(...args: Parameters<MeasurePool['settle']>): ReturnType<MeasurePool['settle']> {
    return (await this.#started()).settle(...args)
  }

  async lists(...args: Parameters<MeasurePool['lists']>): ReturnType<MeasurePool['lists']> {
    return (await this.#started()).lists(...args)
  }

  async anneal(...args: Parameters<MeasurePool['anneal']>): ReturnType<MeasurePool['anneal']> {
    return (await this.#started()).anneal(...args)
  }

  async bound(...args: Parameters<MeasurePool['bound']>): ReturnType<MeasurePool['bound']> {
    return (await this.#started()).bound(...args)
  }

  async build(...args: Parameters<MeasurePool['build']>): ReturnType<MeasurePool['build']> {
    return (await this.#started()).build(...args)
  }

  async timeline(...args: Parameters<MeasurePool['timeline']>): ReturnType<MeasurePool['timeline']> {
    return (await this.#started()).timeline(...args)
  }

  async explain(...args: Parameters<MeasurePool['explain']>): ReturnType<MeasurePool['explain']> {
    return (await this.#started()).explain(...args)
  }

  #started(): Promise<MeasurePool> {
    return (this.#pool ??= this.#start())
  }

  async #start(): Promise<MeasurePool> {
    const pool = await MeasurePool.start(this.options)
    this.#restarts = () => pool.restarts
    return pool
  }

  async close(): Promise<void> {
    await this.#pool?.then((pool) => pool.close())
  }
}
