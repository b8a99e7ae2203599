import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, startServer, until } from "../testing";

const isStraceThere = spawnSync("strace", ["-V"], { stdio: "ignore" }).status === 0;
if (!isStraceThere && process.env.CI) throw new Error("strace is not installed, which lets the disk fail");

/** Each thread's n-th sync fails, in SQLite or beside it, of main or of the worker, as the real call would. */
const failing = (n: number) => [
  ...["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync"],
  ...["-e", `inject=fdatasync,fsync:error=EIO:when=${n}`],
];

it.skipIf(!isStraceThere).each([3, 8, 20])(
  "A disk that fails at its sync %i ends the process, and nothing that was accepted is lost",
  async (n) => {
    const folder = temporaryFolder();
    const calm = await startServer({ dataFolder: folder.path });
    await calm.signUp();
    const respond = { is: "accepted", status: 202, text: "" };
    const hook = { type: "webhook", params: { path: "disk", methods: ["POST"], respond } };
    await calm.publish(draw("Disk", { hook, end: { type: "noOp" } }, "hook -> end"));
    await calm.stop();

    const accepted: number[] = [];
    const server = await startServer({ dataFolder: folder.path, under: failing(n) }).catch((thrown: Error) => thrown);
    // It may fail so early that the server never came up.
    if (server instanceof Error) return expect(server.message).toMatch(/ended with code 74/);
    for (let tries = 0; tries < 500 && server.child.exitCode === null; tries++) {
      const answer = await server.post("disk", { tries }).catch(() => undefined);
      if (answer?.status === 202) accepted.push((answer.json as { executionId: number }).executionId);
    }
    const code = await until(() => server.child.exitCode ?? undefined);
    expect(code).toBe(74);
    expect(server.lines.join("\n")).toMatch(/The disk failed/);

    // By the twentieth sync of a thread, some were.
    if (n === 20) expect(accepted.length).toBeGreaterThan(0);

    const again = await startServer({ dataFolder: folder.path });
    await again.signIn();
    for (const id of accepted) expect((await again.finished(id)).status).toBe("succeeded");
    await again.stop();
    folder.remove();
  },
);
