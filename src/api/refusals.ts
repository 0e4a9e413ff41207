/** What the HTTP face itself refuses, each with what its answer needs to say. */

/** Hardware that a path names: not there, rather than wrong. */
export class UnknownHardware extends Error {
  override readonly name = 'UnknownHardware'
}

export class TooManyStreams extends Error {
  override readonly name = 'TooManyStreams'
  constructor(readonly limit: number) {
    super(`${limit} event streams are open already: close one, or come back later`)
  }
}

export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests'
  constructor(readonly limit: number) {
    super(`more than ${limit} requests a minute from this client`)
  }
}

export class Overloaded extends Error {
  override readonly name = 'Overloaded'
  constructor() {
    super('the server has more to do than it can: come back in a few seconds')
  }
}
