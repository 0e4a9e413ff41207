/** What the service refuses, each with what its answer needs to say. */

export class UnknownWorkload extends Error {
  override readonly name = 'UnknownWorkload'
  constructor(readonly id: string) {
    super(`no workload "${id}" is stored`)
  }
}

export class UnknownTuning extends Error {
  override readonly name = 'UnknownTuning'
  constructor(readonly id: string) {
    super(`there is no tuning "${id}"`)
  }
}

export class UnknownBatch extends Error {
  override readonly name = 'UnknownBatch'
  constructor(readonly id: string) {
    super(`there is no batch "${id}"`)
  }
}

export class UnknownMeasurement extends Error {
  override readonly name = 'UnknownMeasurement'
  constructor(readonly id: string) {
    super(`there is no measurement "${id}"`)
  }
}

/** What is asked for needs a tuning of another kind, or in another state. */
export class WrongState extends Error {
  override readonly name = 'WrongState'
}

/** Nothing verified is stored for a workload on a hardware. */
export class NothingTuned extends Error {
  override readonly name = 'NothingTuned'
  constructor(
    readonly workloadId: string,
    readonly hardware: string,
  ) {
    super(`no verified schedule of ${workloadId} on ${hardware} is stored: post a tuning of it`)
  }
}

export class QueueFull extends Error {
  override readonly name = 'QueueFull'
  constructor(
    readonly limit: number,
    readonly value: number,
  ) {
    super(`${value} tunings wait already, and the queue holds ${limit}: come back later`)
  }
}

export class ServiceStopping extends Error {
  override readonly name = 'ServiceStopping'
  constructor() {
    super('the server is stopping and takes no more tunings: ask again in a moment')
  }
}

export class KeyReused extends Error {
  override readonly name = 'KeyReused'
  constructor(readonly key: string) {
    super(`the idempotency key "${key}" was first used with another request`)
  }
}

/** Why a running tuning is to end: somebody cancelled it, or the service stops and will go on with it later. */
export class TuningStopped extends Error {
  override readonly name = 'TuningStopped'
  constructor(readonly why: 'cancelled' | 'service stops') {
    super(why)
  }
}
