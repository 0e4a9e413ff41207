import { describe, expect, it } from 'vitest'
import { gemmBody, startServer } from './client.js'

describe('hardware', () => {
  it('lists the presets, each of which can be asked for by name', async () => {
    const { get } = await startServer()
    const { status, body } = await get('/v1/hardware')
    expect(status).toBe(200)
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
      'pynq',
      'de10',
      'block8',
      'block32',
    ])
    expect((await get('/v1/hardware/pynq')).body).toEqual(body.items[0])
    expect(body.items[0]).toMatchObject({ block: 16, config: { LOG_BLOCK: 4 }, depth: { inp: 2048 } })
  })

  it('says which there are when a name is unknown', async () => {
    const { get } = await startServer()
    expect(await get('/v1/hardware/zx81')).toMatchObject({
      status: 404,
      body: {
        type: 'urn:tilewright:problem:unknown-hardware',
        allowed: ['pynq', 'de10', 'block8', 'block32'],
      },
    })
  })
})

describe('workloads', () => {
  it('are created once, and have one id however they are written', async () => {
    const { post, get } = await startServer()
    const created = await post('/v1/workloads', { ...gemmBody(), epilogue: { shift: 8 } })
    expect(created).toMatchObject({ status: 201, body: { id: 'gemm-16x64x64-shift8', m: 16 } })
    expect(created.headers.get('location')).toBe('/v1/workloads/gemm-16x64x64-shift8')
    const again = await post('/v1/workloads', { ...gemmBody(), epilogue: { relu: false, shift: 8 } })
    expect(again).toMatchObject({ status: 200, body: created.body })
    expect(await get('/v1/workloads/gemm-16x64x64-shift8')).toMatchObject({ status: 200, body: created.body })
  })

  it('describe how their tensors are packed', async () => {
    const { post } = await startServer()
    const { body } = await post('/v1/workloads', {
      kind: 'gemm',
      m: 5,
      n: 20,
      k: 40,
      epilogue: { bias: true },
    })
    expect(body.packing[0]).toEqual({
      hardware: 'pynq',
      a: [3, 5, 16],
      b: [3, 2, 16, 16],
      bias: [2, 16],
      c: [2, 5, 16],
      operands: {
        a: { address: 4096, bytes: 240 },
        b: { address: 8192, bytes: 1536 },
        bias: { address: 12_288, bytes: 128 },
        c: { address: 16_384, bytes: 160 },
      },
    })
  })

  it('say when their tensors fit no program', async () => {
    const { post } = await startServer()
    const { body } = await post('/v1/workloads', { kind: 'gemm', m: 65_536, n: 65_536, k: 64 })
    expect(body.packing[0]).toMatchObject({ c: [4096, 65_536, 16], operands: null })
  })

  it('come in pages, newest first', async () => {
    const { post, get } = await startServer()
    for (const m of [1, 2, 3]) await post('/v1/workloads', gemmBody(m))
    const first = await get('/v1/workloads?limit=2')
    expect(first.body.items.map(({ m }: { m: number }) => m)).toEqual([3, 2])
    const second = await get(`/v1/workloads?limit=2&cursor=${first.body.next_cursor}`)
    expect(second.body).toMatchObject({ items: [{ m: 1 }], next_cursor: null })
  })

  it('list their knobs with meaning and values', async () => {
    const { post, get } = await startServer()
    await post('/v1/workloads', gemmBody())
    const { body } = await get('/v1/workloads/gemm-16x64x64/knobs?hardware=block8')
    expect(body).toMatchObject({ workload_id: 'gemm-16x64x64', hardware: 'block8' })
    expect(body.knobs[0]).toMatchObject({ name: 'tile_m', meaning: expect.any(String) })
    const sizes: number[] = body.knobs.map(({ values }: { values: unknown[] }) => values.length)
    expect(body.space_size).toBe(sizes.reduce((product, size) => product * size, 1))
  })

  it('that are unknown, or asked for on unknown hardware, are told apart', async () => {
    const { post, get } = await startServer()
    await post('/v1/workloads', gemmBody())
    expect(await get('/v1/workloads/gemm-9x9x9/knobs')).toMatchObject({
      status: 404,
      body: { type: 'urn:tilewright:problem:unknown-workload', value: 'gemm-9x9x9' },
    })
    expect(await get('/v1/workloads/gemm-16x64x64/knobs?hardware=zx81')).toMatchObject({
      status: 400,
      body: {
        type: 'urn:tilewright:problem:invalid-input',
        field: 'hardware',
        allowed: expect.arrayContaining(['pynq']),
      },
    })
  })
})
