import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { logFormats } from '../../service/formats/formats.js'
import { tuningAnswer } from '../answers.js'
import { problems, type Api, type ApiTypes, type Rooms } from '../api.js'
import { exportQuery, importedSchema, importQuery } from '../schemas/measurements.js'

/** Bytes of an imported log at most. */
const bodyLimit = 32 * 1024 * 1024

const octets = 'application/octet-stream'

const logText = z.string()
const exported = {
  description: 'the log in the format that was asked for, as it is read from the store',
  content: {
    'application/x-ndjson': { schema: logText },
    'text/csv': { schema: logText },
    'application/json': { schema: z.unknown() },
  },
}

export function logRoutes(api: Api, { logs, catalogue }: Rooms): void {
  const tags = ['measurements']

  api.get(
    '/v1/measurements/export',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'The whole tuning log, or a part of it, for another program',
        querystring: exportQuery,
        response: { 200: exported, ...problems('invalid-input') },
      },
    },
    ({ query: { format, ...filter } }, reply) =>
      reply
        .type(`${logFormats[format].mediaType}; charset=utf-8`)
        .send(Readable.from(logs.export(format, filter))),
  )

  /** A log is text of its own kind: no type that a form of another site can send, and no JSON that we parse. */
  const importing = (scope: FastifyInstance): void => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(octets, { parseAs: 'string', bodyLimit }, (_, body, done) => done(null, body))
    scope.withTypeProvider<ApiTypes>().post(
      '/v1/measurements/import',
      {
        bodyLimit,
        schema: {
          tags,
          summary: "Somebody else's log as history: every schedule is measured before it is believed",
          consumes: [octets],
          querystring: importQuery,
          body: logText.describe('the log'),
          response: {
            202: importedSchema,
            ...problems(
              'invalid-input',
              'unknown-workload',
              'body-too-large',
              'unsupported-media-type',
              'queue-full',
              'stopping',
            ),
          },
        },
      },
      ({ body, client, query: { format, workload_id, hardware } }, reply) => {
        const workload = workload_id === undefined ? undefined : catalogue.workload(workload_id).workload
        const { tunings, ...counts } = logs.import({ format, text: body, workload, hardware, client })
        void reply.code(202)
        return {
          ...counts,
          reasons: [...counts.reasons],
          tunings: tunings.map((tuning) => tuningAnswer(tuning)),
        }
      },
    )
  }
  void api.register(async (scope) => importing(scope))
}
