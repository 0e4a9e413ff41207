import { MeasurePool, type Measurer } from '../measure/pool.js'

/** A pool whose workers start when the first candidate is measured: what is known already needs none. */
export class LazyPool implements Measurer {
  #pool: Promise<MeasurePool> | null = null

  async measure(...args: Parameters<MeasurePool['measure']>): ReturnType<MeasurePool['measure']> {
    return (await this.#started()).measure(...args)
  }

  async settle(...args: Parameters<MeasurePool['settle']>): ReturnType<MeasurePool['settle']> {
    return (await this.#started()).settle(...args)
  }

  async anneal(...args: Parameters<MeasurePool['anneal']>): ReturnType<MeasurePool['anneal']> {
    return (await this.#started()).anneal(...args)
  }

  async bound(...args: Parameters<MeasurePool['bound']>): ReturnType<MeasurePool['bound']> {
    return (await this.#started()).bound(...args)
  }

  #started(): Promise<MeasurePool> {
    this.#pool ??= MeasurePool.start()
    return this.#pool
  }

  async close(): Promise<void> {
    await this.#pool?.then((pool) => pool.close())
  }
}
