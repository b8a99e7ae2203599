import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, startServer, type TestServer, until } from "@/server/main/testing";
import { runCli } from "./testing";

const folder = temporaryFolder();
const data = join(folder.path, "data");
afterAll(() => folder.remove());

const run = (args: string[], input?: string) => runCli({ cwd: folder.path, data }, args, input);
const islewire = (...args: string[]) => run(args);

async function idOf(name: string): Promise<string> {
  const all = JSON.parse((await islewire("list", "--json")).out) as { id: string; name: string }[];
  return all.find((workflow) => workflow.name === name)?.id ?? "";
}

const sum = draw(
  "Sum",
  {
    start: { type: "manualTrigger" },
    add: { type: "code", params: { mode: "each", source: "return { sum: $json.a + $json.b }" } },
  },
  "start -> add",
);
const file = (name: string, contents: unknown) => {
  mkdirSync(folder.path, { recursive: true });
  const path = join(folder.path, name);
  writeFileSync(path, typeof contents === "string" ? contents : JSON.stringify(contents));
  return path;
};

describe("islewire", () => {
  it("says what it can do, and refuses what it does not know with code 2", async () => {
    expect(await islewire("help")).toMatchObject({ code: 0, out: expect.stringContaining("import PATH…") });
    expect(await islewire()).toMatchObject({ code: 0 });
    expect(await islewire("fly")).toMatchObject({ code: 2, err: expect.stringContaining('no command "fly"') });
    expect(await islewire("list", "--nonsense")).toMatchObject({ code: 2 });
    expect(await islewire("executions", "--limit", "many")).toMatchObject({ code: 2 });
    expect(await islewire("executions", "--status", "happy")).toMatchObject({
      code: 2,
      err: expect.stringContaining("succeeded"),
    });
  });

  it("lists nothing in an empty data folder", async () => {
    expect(await islewire("list")).toMatchObject({ code: 0, out: "There are no workflows yet\n" });
    expect(await islewire("executions", "--json")).toMatchObject({ code: 0, out: "[]\n" });
  });

  it("imports files, tells of each that is broken, and goes on with the others", async () => {
    const good = file("sum.json", sum);
    const broken = file("broken.json", '{ "nodes": [ }');
    const { code, out, err } = await islewire("import", good, broken, join(folder.path, "gone.json"));
    expect(code).toBe(1);
    expect(out).toMatch(/sum\.json: imported as [\w-]+/);
    expect(err).toMatch(/broken\.json: Not valid JSON: .* line 1/);
    expect(err).toMatch(/gone\.json: There is no file/);
    const list = JSON.parse((await islewire("list", "--json")).out) as { id: string; name: string }[];
    expect(list).toMatchObject([{ name: "Sum", published: false, nodeCount: 2 }]);
  });

  it("imports folders and archives, and exports for n8n with a report", async () => {
    const part = (name: string) => ({ ...sum, name });
    mkdirSync(join(folder.path, "many", "deep"), { recursive: true });
    file("many/list.json", { data: [part("One"), part("Two")] });
    file("many/deep/three.json", part("Three"));
    file("many/readme.txt", "Not a workflow");
    const archive = zipSync({ "four.json": strToU8(JSON.stringify(part("Four"))), "bad.json": strToU8("{") });
    writeFileSync(join(folder.path, "many", "z.zip"), archive);
    const { code, out } = await islewire("import", join(folder.path, "many"), "--json");
    const results = JSON.parse(out) as { file: string; id?: string; error?: string }[];
    expect(code).toBe(1);
    expect(results.map(({ file: name, error }) => [name.replace(/.*many./, ""), error?.slice(0, 14)])).toEqual([
      ["deep/three.json", undefined],
      ["list.json", undefined],
      ["list.json", undefined],
      ["z.zip: bad.json", "Not valid JSON"],
      ["z.zip: four.json", undefined],
    ]);
    const notify = draw("Tell", { tell: { type: "notify", params: { service: { is: "slack", message: "Hi" } } } });
    const [{ id = "" } = {}] = JSON.parse((await islewire("import", file("tell.json", notify), "--json")).out) as [
      { id?: string },
    ];
    const exported = await islewire("export", id, "--format", "n8n");
    expect(JSON.parse(exported.out)).toMatchObject({ name: "Tell", nodes: [{ type: "n8n-nodes-base.noOp" }] });
    expect(exported.err).toContain('tell: n8n has no counterpart of "core.notify"');
    expect(await islewire("export", id, "--format", "xml")).toMatchObject({ code: 2 });
    const list = JSON.parse((await islewire("list", "--json")).out) as { name: string }[];
    expect(list.map(({ name }) => name).sort()).toEqual(["Four", "One", "Sum", "Tell", "Three", "Two"]);
  });

  it("exports what it imported, the same text for the same workflow", async () => {
    const id = await idOf("Sum");
    const printed = await islewire("export", id);
    expect(JSON.parse(printed.out)).toMatchObject({ name: "Sum", formatVersion: 1 });
    const target = join(folder.path, "out.json");
    expect(await islewire("export", id, "-o", target)).toMatchObject({ code: 0 });
    expect(readFileSync(target, "utf8")).toBe(printed.out);
    expect(await islewire("export", "nobody")).toMatchObject({
      code: 1,
      err: expect.stringContaining('no workflow "nobody"'),
    });
  });

  it("runs a stored workflow or a file, and keeps it in the history", async () => {
    const id = await idOf("Sum");
    const stored = await islewire("run", id, "--input", '[{"a":1,"b":2},{"a":3,"b":4}]');
    expect(stored.code).toBe(0);
    expect(JSON.parse(stored.out)).toMatchObject([{ json: { sum: 3 } }, { json: { sum: 7 } }]);
    const piped = await run(["run", "-", "--input", '{"a":5,"b":5}', "--json"], JSON.stringify(sum));
    expect(JSON.parse(piped.out)).toMatchObject({ status: "succeeded", items: [{ json: { sum: 10 } }] });
    expect((await islewire("executions")).out).toMatch(/Sum +succeeded +cli/);
  });

  it("ends with code 1 and the reason when the workflow fails", async () => {
    const failing = draw(
      "Fails",
      { start: { type: "manualTrigger" }, stop: { type: "stopAndError", params: { message: "No stock" } } },
      "start -> stop",
    );
    expect(await islewire("execute", file("fails.json", failing))).toMatchObject({
      code: 1,
      err: expect.stringContaining("failed: No stock"),
    });
    expect(await islewire("execute", file("fails.json", failing), "--input", "{")).toMatchObject({
      code: 1,
      err: expect.stringContaining("--input is not valid JSON"),
    });
    const json = await islewire("execute", "gone", "--json");
    expect([json.code, JSON.parse(json.out)]).toMatchObject([1, { error: { message: 'There is no workflow "gone"' } }]);
  });
});

describe("beside a running server", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ dataFolder: data });
  });
  afterAll(() => server.stop());

  it("what it publishes answers within seconds, and what it runs disturbs nothing", async () => {
    const hook = {
      type: "webhook",
      params: { path: "by-cli", methods: ["POST"], respond: { is: "finished", status: 200, answer: "first" } },
    };
    const published = await islewire("import", file("hook.json", draw("By CLI", { hook })), "--publish");
    expect(published).toMatchObject({ code: 0, out: expect.stringContaining("imported and published") });
    const answer = await until(async () => {
      const { status, json } = await server.post("by-cli", { hello: 1 });
      return status === 200 ? json : undefined;
    });
    expect(answer).toMatchObject({ body: { hello: 1 } });
    const executed = await islewire("execute", join(folder.path, "sum.json"), "--input", '{"a":1,"b":1}');
    expect(JSON.parse(executed.out)).toMatchObject([{ json: { sum: 2 } }]);
    expect((await server.post("by-cli", {})).status).toBe(200);
  });

  it("what cannot be published is imported all the same, and said so", async () => {
    const { code, err } = await islewire("import", join(folder.path, "sum.json"), "--publish");
    expect(code).toBe(1);
    expect(err).toMatch(/imported as [\w-]+, but not published: Nothing would ever start this workflow/);
  });
});
