import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, startServer, type TestServer, until } from "../testing";
import { lookUp } from "./database.testing";
import { seeded, seedOf } from "./random.testing";

/** A disk of its own, in memory. */
function mountDisk(path: string): boolean {
  mkdirSync(path, { recursive: true });
  return spawnSync("mount", ["-t", "tmpfs", "-o", "size=48m", "islewire-test", path]).status === 0;
}
const unmount = (path: string) => spawnSync("umount", ["-l", path]);

const probe = temporaryFolder();
const mayMount = mountDisk(probe.path);
if (mayMount) unmount(probe.path);
probe.remove();
if (!mayMount && process.env.CI) throw new Error("Disks cannot be mounted here, of which one is to be filled");

/** All of the disk but `leaveBytes`. */
function fill(disk: string, name: string, leaveBytes: number) {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, name), Buffer.alloc(Math.max(bavail * bsize - leaveBytes, 0)));
}
const readiness = async (server: TestServer) =>
  ((await (await server.request("/readyz")).json()) as { status: string }).status;
type Refusal = { error: { message: string; hint: string } };

/** A full disk damages nothing, what was accepted is not lost, what is refused is told so, and the server comes back by itself. */
it.skipIf(!mayMount)(
  "T059 A disk that is full lets the server refuse calls until there is room, and loses nothing",
  { timeout: 120_000 },
  async () => {
    const random = seeded(seedOf("disk-full"));
    const folder = temporaryFolder();
    const disk = join(folder.path, "disk");
    mountDisk(disk);
    const data = join(disk, "data");
    let running: TestServer | undefined;
    try {
      const options = { dataFolder: data, env: { ISLEWIRE_LEASE_SECONDS: "5", ISLEWIRE_LOG_LEVEL: "fatal" } };
      let server = await startServer(options);
      running = server;
      await server.signUp();
      await server.mutate("settings.update", { timezone: "UTC", keepExecutionsDays: 0, keepExecutionsCount: 20 });
      const respond = { is: "accepted", status: 202, text: "" };
      const hook = { type: "webhook", params: { path: "full", methods: ["POST"], respond } };
      await server.publish(draw("Full", { hook, end: { type: "noOp" } }, "hook -> end"));
      await until(() => existsSync(join(data, "ballast")) || undefined);

      const accepted: number[] = [];
      const refused: { status: number; retryAfter: string | null; error: Refusal["error"] }[] = [];
      const send = async (bytes: number) => {
        // Of letters that cannot be compressed: each takes its room.
        const text = Array.from({ length: bytes / 8 }, () => random().toString(36).slice(2, 10)).join("");
        const { status, json, headers } = await server.post("full", { text });
        if (status === 202) accepted.push((json as { executionId: number }).executionId);
        else refused.push({ status, retryAfter: headers.get("retry-after"), error: (json as Refusal).error });
        return status;
      };
      for (let n = 0; n < 30; n++) await send(2_000);

      // A file grows until there is no byte left, while calls come.
      fill(disk, "films", 400_000 + Math.floor(random() * 400_000));
      while ((await send(40_000)) === 202) fill(disk, `more-${accepted.length}`, 200_000);
      expect(refused[0]).toMatchObject({
        ...{ status: 503, retryAfter: "2" },
        error: { message: "The disk of the server is full", hint: expect.stringContaining("Free space") },
      });
      await until(async () => (await readiness(server)) === "disk full" || undefined);
      expect((await server.request("/readyz")).status).toBe(503);
      // The room that was kept for it lets old executions go.
      expect(existsSync(join(data, "ballast"))).toBe(false);
      await until(() => lookUp<number>(data, "SELECT count(*) FROM executions") <= 21 || undefined);
      expect(await send(10)).toBe(503);

      // Dead while the disk is full, and started again.
      await server.stop("SIGKILL");
      server = await startServer(options);
      running = server;
      await server.signIn();

      rmSync(join(disk, "films"));
      await until(async () => (await readiness(server)) === "ready" || undefined);
      expect(await send(10)).toBe(202);
      await until(() => existsSync(join(data, "ballast")) || undefined);
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
      await until(
        () => lookUp<number>(data, "SELECT count(*) FROM executions WHERE status <> 'succeeded'") === 0 || undefined,
      );
      // Those that were pruned had succeeded: no other is.
      const last = lookUp<number>(data, "SELECT max(id) FROM executions");
      expect(last).toBe(accepted.at(-1));
      expect(accepted).toHaveLength(last);
      await server.stop();
      expect(lookUp<string>(data, "PRAGMA integrity_check")).toBe("ok");
    } finally {
      await running?.stop("SIGKILL");
      unmount(disk);
      folder.remove();
    }
  },
);
