import { describe, expect, it } from 'vitest'
import { startServer } from './client.js'

describe('the pages', () => {
  it('show the API without any other server', async () => {
    const { get: fetchPage } = await startServer()
    const page = await fetchPage('/docs/')
    expect(page.status).toBe(200)
    expect(page.body).toContain('swagger-ui')
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect((await fetchPage('/docs/static/swagger-ui-bundle.js')).status).toBe(200)
  })

  it('begin with one that says what this is', async () => {
    const { get: fetchPage } = await startServer()
    const page = await fetchPage('/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('href="/docs"')
  })
})
