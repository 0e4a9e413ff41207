import type { Api } from '../api.js'

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Tilewright</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>Tilewright</h1>
<p>Tunes integer matrix products for the VTA accelerator. Post a workload, get its fastest verified schedule:</p>
<pre>curl -H 'content-type: application/json' -H 'prefer: wait=60' \\
  -d '{"workload": {"kind": "gemm", "m": 16, "n": 256, "k": 256}}' \\
  http://127.0.0.1:8080/v1/tunings</pre>
<ul>
<li><a href="/docs">the API, interactively</a>, and its <a href="/openapi.json">OpenAPI document</a>
<li><a href="/v1/hardware">hardware</a>, <a href="/v1/workloads">workloads</a>, <a href="/v1/tunings">tunings</a>,
<a href="/v1/measurements">measurements</a>
<li><a href="/readyz">whether it is ready</a>
</ul>
</html>
`

/** A page that says what this is and where to go. */
export function homeRoute(api: Api): void {
  api.get('/', { config: { role: null, page: true }, schema: { hide: true } }, (_, reply) =>
    reply.type('text/html; charset=utf-8').send(page),
  )
}
