import { join } from "node:path";
import { inject } from "vitest";
import { type ServerOptions, startServerAt } from "./server.testing";

export { draw, end, freePort, setupCode, type TestServer, until } from "./server.testing";

/** With the bundles that were made for this run of the tests. */
export const startServer = (options?: ServerOptions) => startServerAt(join(inject("bundle"), "main.js"), options);
