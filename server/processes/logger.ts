import pino from "pino";

/** Lines of JSON on standard error, so that standard output stays free for what people asked for. */
export function logger(part: string) {
  return pino(
    { name: part, level: process.env.ISLEWIRE_LOG_LEVEL ?? "info", base: undefined },
    pino.destination({ dest: 2, sync: true }),
  ).child({ part });
}
