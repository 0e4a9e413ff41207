/** Most seconds that a tuning can be given: a day. By itself, so that the usage loads no strategies. */
export const mostSeconds = 86_400
