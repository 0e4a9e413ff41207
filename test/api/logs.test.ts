import { describe, expect, it } from 'vitest'
import { logFormatNames } from '../../src/service/formats/formats.js'
import { gemmBody, startServer, type Client } from './client.js'

const octets = { 'content-type': 'application/octet-stream' }
const importLog = ({ send }: Client, body: string, query: string) =>
  send(`/v1/measurements/import?${query}`, { method: 'POST', headers: octets, body })

async function tuned(): Promise<Client> {
  const client = await startServer()
  await client.post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=30' })
  return client
}

/** The export's bytes, whatever their type. */
const exportLog = async ({ origin }: Client, query: string): Promise<string> =>
  (await fetch(`${origin}/v1/measurements/export?${query}`)).text()

const lines = (text: string) => text.trim().split('\n')

describe('the exported log', () => {
  it('has every row, or those that were asked for', async () => {
    const client = await tuned()
    expect(lines(await exportLog(client, 'format=jsonl'))).toHaveLength(4)
    expect(lines(await exportLog(client, 'format=csv&status=illegal'))).toHaveLength(2)
    expect(JSON.parse(await exportLog(client, 'format=t4&tuning_id=t1')).results).toHaveLength(4)
    expect(await exportLog(client, 'format=autotvm&tuning_id=t9')).toBe('')
  })
})

describe('an imported log', () => {
  it.each(logFormatNames)('is measured before it is believed: %s', async (format) => {
    const log = await exportLog(await tuned(), `format=${format}`)
    const client = await startServer()
    const { status, body } = await importLog(client, log, `format=${format}`)
    expect(status).toBe(202)
    expect(body).toMatchObject({
      accepted: 4,
      skipped: 0,
      tunings: [{ kind: 'remeasure', strategy: 'history' }],
    })
    await expect.poll(async () => (await client.get('/v1/tunings/t1')).body.state).toBe('finished')
    expect(client.pool.asked.map(({ tile_m }) => tile_m)).toEqual([1, 2, 3, 4])
    expect((await client.get('/v1/workloads/gemm-16x64x64/best')).body).toMatchObject({
      cycles: 700,
      certified: false,
    })
  })

  it('that claims too much is found out, and what it claimed is kept beside what was measured', async () => {
    const log = (await exportLog(await tuned(), 'format=jsonl&status=ok')).replaceAll(
      '"cycles":900',
      '"cycles":1',
    )
    const client = await startServer()
    await importLog(client, log, 'format=jsonl')
    await expect.poll(async () => (await client.get('/v1/tunings/t1')).body.state).toBe('finished')
    const claimed = (await client.get('/v1/tunings/t1/candidates')).body.items
    expect(claimed[0]).toMatchObject({ candidate: 1, told: { cycles: 1 } })
    expect((await client.get('/v1/measurements')).body.items[0]).toMatchObject({ cycles: 900 })
    expect((await client.get('/v1/tunings/t1')).body.result.best.cycles).toBe(700)
  })

  it('that says nothing that can be measured is refused with the reason', async () => {
    const client = await startServer()
    for (const [format, text, field] of [
      ['jsonl', 'what?', 'log'],
      ['t4', '{}', 'log'],
      ['autotvm', '{"version": 0.1}', 'log'],
      ['csv', '', 'log'],
    ]) {
      expect(await importLog(client, text, `format=${format}`)).toMatchObject({
        status: 400,
        body: { field },
      })
    }
  })
})
