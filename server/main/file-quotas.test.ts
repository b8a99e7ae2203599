import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

let server: TestServer;
let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp((call, response) => {
    response.setHeader("content-type", "application/octet-stream");
    response.end(Buffer.alloc(400_000, call.url));
  });
  server = await startServer({
    env: {
      ISLEWIRE_EXECUTION_FILES_MB: "1",
      ISLEWIRE_PROJECT_FILES_MB: "4",
      ISLEWIRE_EGRESS_ALLOW: `127.0.0.1:${http.port}`,
    },
  });
  await server.signUp();
});
afterAll(async () => {
  await server.stop();
  await http.close();
});
watchOracles(() => server);

const hook = (path: string) => ({
  type: "webhook",
  params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "all" } },
});
const many = {
  type: "code",
  params: {
    mode: "all",
    source:
      "const { count, name } = $input.first().json.body; return Array.from({ length: count }, (_, n) => ({ json: { text: name + n + 'x'.repeat(3e5) } }))",
  },
};
const toFile = { type: "convertToFile", params: { to: { is: "text", field: "text" } } };
let count = 0;

/** Publishes nodes behind a webhook, calls it, and gives how its execution ended. */
async function run(nodes: Parameters<typeof draw>[1], body: object, projectId?: string) {
  const path = `quota-${++count}`;
  const ids = ["hook", ...Object.keys(nodes)];
  const document = draw(path, { hook: hook(path), ...nodes }, ...ids.slice(1).map((id, at) => `${ids[at]} -> ${id}`));
  const { id } = await server.mutate<{ id: string }>("workflows.create", { document, projectId });
  await server.mutate("workflows.publish", { id, revision: 1 });
  await server.post(path, body);
  const [latest] = await server.executions();
  return server.finished(latest?.id ?? 0);
}

describe("T059 files that an execution stores", () => {
  it("are refused beyond its quota, at the node that stores them, and leave nothing half behind", async () => {
    const { errorInfo } = await run({ many, toFile }, { count: 5, name: "a" });
    expect(errorInfo).toMatchObject({
      ...{ code: "FILE_QUOTA", nodeId: "toFile" },
      message: "This execution has stored as many files as it may: 1 MB",
      hint: expect.stringContaining("ISLEWIRE_EXECUTION_FILES_MB"),
    });
    expect((await run({ many, toFile }, { count: 2, name: "b" })).status).toBe("succeeded");
  });

  it("count together over its steps and however they come, and the same contents once", async () => {
    const load = (name: string) => ({
      type: "httpRequest",
      params: { method: "GET", url: `${http.url}/${name}`, response: "file" },
    });
    const { errorInfo } = await run({ one: load("1"), two: load("2"), three: load("3") }, {});
    expect(errorInfo).toMatchObject({ code: "FILE_QUOTA", nodeId: "three" });
    const same = await run({ one: load("1"), two: load("1"), three: load("1"), four: load("1") }, {});
    expect(same.status).toBe("succeeded");
  });

  it("are refused when the project has as many as it may, and others go on", async () => {
    const project = async (name: string) => (await server.mutate<{ id: string }>("projects.create", { name })).id;
    const [full, other] = [await project("Full"), await project("Other")];
    const ends: (string | undefined)[] = [];
    for (let n = 0; n < 8; n++)
      ends.push((await run({ many, toFile }, { count: 2, name: `c${n}` }, full)).errorInfo?.message);
    expect(ends[0]).toBeUndefined();
    expect(ends.at(-1)).toBe("The project of this workflow has stored as many files as it may: 4 MB");
    expect((await run({ many, toFile }, { count: 2, name: "d" }, other)).status).toBe("succeeded");
    // What stores no file runs all the same.
    expect((await run({ many }, { count: 2, name: "e" }, full)).status).toBe("succeeded");
  });
});
