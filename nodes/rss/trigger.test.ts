import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { scheduleTriggers } from "@/server/runs/triggers";
import { documentOf } from "@/server/services/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";

const { server, run } = nodeHarness();
let entries: string[] = [];
let down = false;
let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp(({ headers }, response) => {
    const etag = `"${entries.join()}"`;
    if (down) response.writeHead(503).end();
    else if (headers["if-none-match"] === etag) response.writeHead(304).end();
    else {
      response.setHeader("etag", etag);
      response.setHeader("content-type", "application/rss+xml");
      const items = entries.map((id) => `<item><title>${id}</title><guid>${id}</guid></item>`);
      response.end(`<rss version="2.0"><channel>${items.join("")}</channel></rss>`);
    }
  });
});
afterAll(() => http.close());

const rules = [{ when: { is: "minutes", every: 15 } }];
const trigger = () => ({ type: "core.rssTrigger", params: { url: `${http.url}/feed`, rules } });

/** What one look finds; undefined when the execution left no trace. */
async function look(workflow: string): Promise<unknown> {
  const { ctx, ended, until, output, store } = server();
  const [row] = store.rawRead.prepare("SELECT published_version_id AS id FROM workflows WHERE id = ?").all(workflow);
  const { id: versionId } = row as { id: number };
  const id = await ctx.dispatcher.accept({
    ...{ workflowId: workflow, versionId, mode: "schedule", startNode: "feed" },
    inputText: '[{"json":{}}]',
  });
  while (!ended.has(id)) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!store.rawRead.prepare("SELECT 1 FROM executions WHERE id = ?").get(id)) {
    expect(store.rawRead.prepare("SELECT count(*) AS n FROM steps WHERE execution_id = ?").get(id)).toEqual({ n: 0 });
    return undefined;
  }
  const { status, errorInfo } = await until(id);
  return status === "failed" ? errorInfo?.message : output(id, "feed").main?.map(({ title }) => title);
}

describe("RSS Trigger", () => {
  it("starts with new entries only, the oldest first, and leaves no trace when there are none", async () => {
    entries = ["a", "b"];
    const workflow = await server().add(documentOf({ feed: trigger() }));
    expect(await look(workflow)).toBeUndefined();
    expect(await look(workflow)).toBeUndefined();
    entries = ["d", "c", "a"];
    expect(await look(workflow)).toEqual(["c", "d"]);
    expect(await look(workflow)).toBeUndefined();
    // What was gone for a while is not new.
    entries = ["b", "d"];
    expect(await look(workflow)).toBeUndefined();
  });

  it("asks only for what has changed", async () => {
    entries = ["x"];
    const workflow = await server().add(documentOf({ feed: trigger() }));
    await look(workflow);
    await look(workflow);
    expect(http.calls.at(-1)?.headers["if-none-match"]).toBe('"x"');
  });

  it("fails when the feed cannot be read, and misses nothing by it", async () => {
    entries = ["p"];
    const workflow = await server().add(documentOf({ feed: trigger() }));
    await look(workflow);
    down = true;
    entries = ["p", "q"];
    expect(await look(workflow)).toMatch(/answered 503/);
    down = false;
    expect(await look(workflow)).toEqual(["q"]);
  });

  it("gives the newest entry when tried out, as often as wanted", async () => {
    entries = ["first"];
    for (const _ of [1, 2])
      expect((await run("core.rssTrigger", trigger().params)).main[0]).toMatchObject({ title: "first" });
  });

  it("looks when its rules say", () => {
    expect(scheduleTriggers(documentOf({ feed: trigger() }))[0]).toMatchObject({
      rules: [{ everyMs: 900_000 }],
      isPoll: true,
    });
  });
});
