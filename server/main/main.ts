import { Server as TlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { logger } from "@/server/processes/logger";
import { bundlePlaces } from "@/server/processes/places";
import { AppError } from "@/shared/errors";
import { boot } from "./boot";
import { createDoor, type Door } from "./door";
import { type Env, readEnv } from "./env";
import { hostName, type OriginRules, originRules } from "./origin";
import { createRedirect } from "./redirect";
import { keepCertificate, readCertificate } from "./tls";

/** The main process: takes requests, keeps the workers, starts what is due. It evaluates nothing of a user's. */
const log = logger("main");
const sameMomentMs = 2_000;

try {
  const env = readEnv(process.env);
  const origin = originRules(env.publicUrl);
  const certificate = env.tls && readCertificate(env.tls);
  const door = createDoor({ origin, proxies: env.trustedProxies, certificate, hsts: env.hsts });
  const port = await listen(door.server, env.port, env.host);
  const baseUrl = env.publicUrl ?? `${certificate ? "https" : "http"}://${reachable(env.host)}:${port}`;
  if (env.tls && door.server instanceof TlsServer) keepCertificate(door.server, env.tls);
  if (env.redirectPort !== undefined) await openRedirect(env, origin, env.redirectPort, port);
  const server = await boot(env, baseUrl, origin, { ...bundlePlaces(import.meta.url), project: process.cwd() });
  door.open(server.rooms);
  stopOnSignal(door, server.stop);
  process.stdout.write(`Islewire is running at ${baseUrl}\n`);
  if (server.setupCode !== undefined) {
    const address = env.setupCode === undefined ? `${baseUrl}/setup#${server.setupCode}` : `${baseUrl}/setup`;
    process.stdout.write(`Create the owner account: ${address}\n`);
  }
  if (env.isDev) await server.warmUpPages();
} catch (thrown) {
  if (thrown instanceof AppError) log.fatal(thrown.hint ? `${thrown.message}. ${thrown.hint}` : thrown.message);
  else log.fatal({ err: thrown }, "Islewire could not start");
  process.exit(thrown instanceof AppError ? 78 : 1);
}

process.on("unhandledRejection", (reason) => log.error({ err: reason }, "An error nobody waited for"));

/** The second port, which leads people to the one with TLS. */
async function openRedirect(
  { publicUrl, host }: Env,
  origin: OriginRules,
  port: number,
  tlsPort: number,
): Promise<void> {
  const known = publicUrl?.startsWith("https:") ? new URL(publicUrl).origin : undefined;
  const redirect = createRedirect(origin, (called) => known ?? `https://${hostName(called)}:${tlsPort}`);
  const at = await listen(redirect, port, host);
  log.info({ port: at }, "Pages that are opened without TLS are led to the address with it");
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      reject(
        new AppError("CONFLICT", `Port ${port} is taken by another program`, {
          hint: "Stop it, or choose another port: PORT=5871 npm start",
        }),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function stopOnSignal(door: Door, stop: () => Promise<void>): void {
  let stoppingSince: number | undefined;
  const end = () => {
    // A supervisor signals a whole group, and those between pass it on once more; a person who insists means now.
    if (stoppingSince !== undefined) {
      if (Date.now() - stoppingSince > sameMomentMs) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    log.info("Stopping: running steps may finish, the rest goes on after the next start");
    door.close();
    stop().then(
      () => {
        door.server.closeAllConnections();
        process.exit(0);
      },
      (err) => {
        log.error({ err }, "Islewire did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

/** How a browser on this machine calls the host that is listened on. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
