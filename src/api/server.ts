import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Rooms } from './api.js'
import { answerClientError, answerError, answerErrors } from './errors.js'
import { guard, type GuardOptions } from './guards.js'
import { HotAnswers } from './hot-answers.js'
import { parseJsonBodies } from './json-bodies.js'
import { measureRequests } from './metrics.js'
import { documentApi, documentRoute } from './openapi.js'
import { answerWithIds, requestId } from './request-ids.js'
import { batchRoutes } from './routes/batches.js'
import { bestRoutes } from './routes/bests.js'
import { eventRoutes } from './routes/events.js'
import { hardwareRoutes } from './routes/hardware.js'
import { healthRoutes } from './routes/health.js'
import { homeRoute } from './routes/home.js'
import { logRoutes } from './routes/logs.js'
import { measurementRoutes } from './routes/measurements.js'
import { outsideRoutes } from './routes/outside.js'
import { tuningRoutes } from './routes/tunings.js'
import { workloadRoutes } from './routes/workloads.js'

/** Bytes of a request's body at most: the largest request we know takes some hundreds. */
const bodyLimit = 64 * 1024
/** Characters of an id in an address at most: more than the schemas allow, so that they can say what is wrong. */
const maxParamLength = 400
/** Milliseconds in which a request must have arrived. */
const requestTimeout = 30_000
/** Milliseconds that a connection stays open with nothing asked: longer than proxies keep theirs. */
const keepAliveTimeout = 72_000

export interface ServerOptions extends Rooms, GuardOptions {
  readonly version: string
  readonly logger?: FastifyServerOptions['logger']
}

/** Node's server: what is kept is answered at once, all else by the framework. */
function httpServer(handler: RequestListener, hot: HotAnswers | null): Server {
  const listener: RequestListener = (request, response) => {
    if (hot?.answer(request, response) !== true) handler(request, response)
  }
  const server = createHttpServer({ keepAliveTimeout, requestTimeout }, listener)
  server.setTimeout(0)
  return server
}

/** The HTTP server on its rooms, ready to listen. Closing it closes none of the rooms. */
export async function createServer({ version, logger, ...options }: ServerOptions): Promise<FastifyInstance> {
  const hot = new HotAnswers(({ url }, reqId) => api.log.info({ reqId, url }, 'answered from memory'))
  const api = fastify({
    serverFactory: (handler) => httpServer(handler, options.rateLimit === undefined ? hot : null),
    bodyLimit,
    routerOptions: { maxParamLength },
    logger: logger ?? false,
    genReqId: requestId,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  }).withTypeProvider<ZodTypeProvider>()
  api.setValidatorCompiler(validatorCompiler)
  api.setSerializerCompiler(serializerCompiler)
  api.removeContentTypeParser('text/plain')
  parseJsonBodies(api)
  const metrics = measureRequests(api, options, hot)
  answerErrors(api)
  answerWithIds(api)
  await guard(api, options)
  await documentApi(api, version)
  documentRoute(api)
  homeRoute(api)
  hardwareRoutes(api, options)
  workloadRoutes(api, options)
  bestRoutes(api, options, hot)
  tuningRoutes(api, options)
  batchRoutes(api, options)
  outsideRoutes(api, options)
  measurementRoutes(api, options)
  logRoutes(api, options)
  eventRoutes(api, options)
  healthRoutes(api, options, metrics)
  await api.ready()
  return api
}
