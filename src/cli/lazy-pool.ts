import { MeasurePool } from '../measure/pool.js'

/** A pool whose workers start when the first candidate is measured: what is known already needs none. */
export class LazyPool implements Pick<MeasurePool, 'measure'> {
  #pool: Promise<MeasurePool> | null = null

  async measure(...args: Parameters<MeasurePool['measure']>): ReturnType<MeasurePool['measure']> {
    this.#pool ??= MeasurePool.start()
    return (await this.#pool).measure(...args)
  }

  async close(): Promise<void> {
    await this.#pool?.then((pool) => pool.close())
  }
}
