import { hardwareAnswer } from '../answers.js'
import { problems, type Api, type Rooms } from '../api.js'
import { UnknownHardware } from '../refusals.js'
import { hardwareListSchema, hardwareSchema, nameParams } from '../schemas/hardware.js'

export function hardwareRoutes(api: Api, { catalogue }: Rooms): void {
  api.get(
    '/v1/hardware',
    {
      schema: {
        tags: ['hardware'],
        summary: 'The accelerators that can be tuned for',
        response: { 200: hardwareListSchema, ...problems() },
      },
    },
    () => ({ items: catalogue.presets().map((hardware) => hardwareAnswer(hardware)) }),
  )

  api.get(
    '/v1/hardware/:name',
    {
      schema: {
        tags: ['hardware'],
        summary: 'One accelerator: its configuration and the sizes derived from it',
        params: nameParams,
        response: { 200: hardwareSchema, ...problems('invalid-input', 'unknown-hardware') },
      },
    },
    ({ params }) => {
      const found = catalogue.presets().find(({ name }) => name === params.name)
      if (!found) throw new UnknownHardware(`there is no hardware "${params.name}"`)
      return hardwareAnswer(found)
    },
  )
}
