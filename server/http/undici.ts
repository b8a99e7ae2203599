import { Agent, type buildConnector } from "undici";
import { timed } from "./phases";

/** All that is used of undici. It takes 4 MB of a process and is loaded with the first request: `await import("./undici")`. */
export { Client, FormData, request } from "undici";

export const openAgent = (connect: buildConnector.connector) =>
  new Agent({
    connect,
    maxHeaderSize: 64 * 1024,
    headersTimeout: 3_600_000,
    bodyTimeout: 3_600_000,
    keepAliveTimeout: 10_000,
  }).compose(timed);
