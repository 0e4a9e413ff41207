export { TilewrightClient, type Posting } from './client.js'
export { ApiError, NoServer, type ClientOptions } from './http.js'
export type * from './types.js'
