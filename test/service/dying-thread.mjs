import { parentPort } from 'node:worker_threads'

/** A thread that says it is ready, and dies of its first tuning. */
parentPort.on('message', ({ kind }) => {
  if (kind === 'run') throw new Error('out of memory')
  parentPort.close()
})
parentPort.postMessage({ kind: 'ready' })
