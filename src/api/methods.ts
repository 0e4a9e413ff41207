import type { FastifyInstance } from 'fastify'

interface Route {
  readonly steps: readonly string[]
  readonly methods: readonly string[]
}

const stepsOf = (path: string): readonly string[] => path.split('/').slice(1)

const fits = (route: readonly string[], steps: readonly string[]): boolean =>
  route.length === steps.length && route.every((step, i) => step.startsWith(':') || step === steps[i])

/**
 * Remembers the routes that are added from now on, to tell a wrong method from a wrong address.
 * @returns the methods that an address has, ascending; none when it has none.
 */
export function watchMethods(api: FastifyInstance): (path: string) => readonly string[] {
  const routes: Route[] = []
  api.addHook('onRoute', ({ url, method }) => {
    routes.push({ steps: stepsOf(url), methods: [method].flat() })
  })
  return (path) => {
    const steps = stepsOf(path)
    const methods = routes.filter((route) => fits(route.steps, steps)).flatMap((route) => route.methods)
    return [...new Set(methods)].toSorted()
  }
}
