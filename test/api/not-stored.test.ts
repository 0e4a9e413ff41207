import { expect, it } from 'vitest'
import { NotWritten } from '../../src/store/not-written.js'
import { gemmBody, startServer } from './client.js'

const full = () => {
  throw new NotWritten('tilewright.db', 'database or disk is full')
}

it('says that nothing was changed where the database cannot be written', async () => {
  const { post, store } = await startServer()
  Object.assign(store.workloads, { add: full })
  expect(await post('/v1/workloads', gemmBody())).toMatchObject({
    status: 503,
    body: {
      type: 'urn:tilewright:problem:not-stored',
      detail: 'nothing was changed: database or disk is full',
    },
  })
})
