import { problems, type Api, type Rooms } from '../api.js'
import { measurementPageSchema, measurementsQuery } from '../schemas.js'

export function measurementRoutes(api: Api, { store }: Rooms): void {
  api.get(
    '/v1/measurements',
    {
      schema: {
        tags: ['measurements'],
        summary: 'The tuning log, one row a candidate, in the order in which they were measured',
        querystring: measurementsQuery,
        response: { 200: measurementPageSchema, ...problems('invalid-input') },
      },
    },
    ({ query }) => store.measurements.page(query, query),
  )
}
