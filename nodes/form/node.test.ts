import { describe, expect, it } from "vitest";
import type { ShownForm } from "@/nodes/sdk/form";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import { documentOf } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { run, server } = nodeHarness();
const list = (...fields: object[]) => ({ is: "list", fields });

/** A workflow that begins with Ann and comes to the page; what its node remembers for whoever looks at it. */
async function shown(page: object, type = "core.form", param = "page") {
  const start = { type: "core.webhook", params: { path: `f${Math.random()}` } };
  const node = { type, params: { [param]: page } as JsonObject };
  const id = await server().start(await server().add(documentOf({ start, node }, "start -> node")), "start", [
    { json: { name: "Ann" } },
  ]);
  const { status, waitingUntil } = await server().until(id, "waiting");
  const find = "SELECT memory FROM steps WHERE execution_id = ? AND node_id = 'node'";
  const { memory } = server().store.rawRead.prepare(find).get(id) as { memory: string };
  return { id, status, waitingUntil, shown: JSON.parse(memory) as ShownForm };
}

describe.each([
  ["core.form", "page", "next"],
  ["core.wait", "until", "form"],
])("a page of %s", (type, param, is) => {
  it("is made of the data, and waits", async () => {
    const page = { is, title: "=Hello {{ $json.name }}", content: list({ label: "Age", kind: { is: "number" } }) };
    const { waitingUntil, shown: page1 } = await shown(page, type, param);
    expect(waitingUntil).toBeNull();
    expect(page1).toMatchObject({ form: { title: "Hello Ann", fields: [{ name: "Age", type: "number" }] } });
  });

  it("goes on with what was entered, at the step it is meant for and once", async () => {
    const { id } = await shown({ is, content: list() }, type, param);
    const answer = JSON.stringify([{ json: { Age: 4 } }]);
    expect(await server().dispatcher.resume(id, answer, 0)).toBe(false);
    expect(await server().dispatcher.resume(id, answer, 1)).toBe(true);
    expect(await server().dispatcher.resume(id, answer, 1)).toBe(false);
    await server().until(id);
    expect(server().output(id, "node")).toEqual({ main: [{ Age: 4 }] });
  });

  it("goes on with its input when nobody answers in time", async () => {
    const { id } = await shown({ is, content: list(), limitHours: 0.00001 }, type, param);
    await server().until(id);
    expect(server().output(id, "node")).toEqual({ main: [{ name: "Ann" }] });
  });

  it("takes fields as data, ours or n8n's", async () => {
    const json = [
      { label: "Size", type: "dropdown", options: ["S", "L"], required: true },
      {
        ...{ fieldLabel: "Days", fieldType: "checkbox", limitSelection: "range", minSelections: 1, maxSelections: 2 },
        fieldOptions: { values: [{ option: "Mon" }, { option: "Tue" }] },
      },
      { fieldLabel: "CV", fieldType: "file", multipleFiles: false, acceptFileTypes: ".pdf" },
    ];
    const { shown: page } = await shown({ is, content: { is: "json", json } }, type, param);
    expect(page).toMatchObject({
      form: {
        fields: [
          { name: "Size", type: "dropdown", options: ["S", "L"], required: true, multiple: false },
          { name: "Days", type: "checkbox", options: ["Mon", "Tue"], min: 1, max: 2, multiple: true },
          { name: "CV", type: "file", multiple: false, accept: ".pdf" },
        ],
      },
    });
  });

  it.each([
    [{ content: { is: "json", json: { a: 1 } } }, /not a list of objects/],
    [{ content: { is: "json", json: [{ label: "a", type: "colour" }] } }, /Field 1 is not valid: the type "colour"/],
    [{ content: { is: "json", json: "[{" } }, /not valid JSON/],
    [{ content: list({ label: "__proto__" }) }, /cannot be called "__proto__"/],
    [{ content: list(), limitHours: 1e12 }, /too far away/],
  ])("is refused with %j", async (more, message) => {
    const { status, error } = await run(type, { [param]: { is, ...more } });
    expect([status, error?.message]).toEqual(["failed", expect.stringMatching(message)]);
  });
});

describe("a completion page", () => {
  const ending = async (page: object, input: JsonObject = {}) => {
    const { id, main, status, error } = await run("core.form", { page }, [input]);
    const find = "SELECT memory FROM steps WHERE execution_id = ? AND node_id = 'node'";
    const row = server().store.rawRead.prepare(find).get(id) as { memory: string | null };
    return { main, status, error, shown: row.memory === null ? undefined : (JSON.parse(row.memory) as ShownForm) };
  };

  it("is left for whoever looks, and hands its items on", async () => {
    const { main, shown: page } = await ending(
      { is: "text", title: "=Bye {{ $json.name }}", text: "" },
      { name: "Ann" },
    );
    expect(main).toEqual([{ name: "Ann" }]);
    expect(page).toEqual({ ending: { is: "text", title: "Bye Ann", text: "", css: "" } });
  });

  it("can be a file of the item", async () => {
    const files = openFileStore(server().ctx.dataFolder);
    const file = await files.write({ name: "a.txt", mimeType: "text/plain" }, "a");
    const { id } = await run("core.form", { page: { is: "file", field: "data" } }, [
      { json: {}, binary: { data: file } },
    ]);
    const find = "SELECT memory FROM steps WHERE execution_id = ? AND node_id = 'node'";
    const { memory } = server().store.rawRead.prepare(find).get(id) as { memory: string };
    expect(JSON.parse(memory)).toMatchObject({ ending: { is: "file", file: { name: "a.txt" }, title: "Thank you" } });
  });

  it.each([
    [{ is: "redirect", url: "data:text/html,x" }, /is not an address to send the browser to/],
    [{ is: "redirect", url: "" }, /is required/],
    [{ is: "file", field: "cv" }, /has no file "cv"/],
  ])("%j is refused", async (page, message) => {
    const { status, error } = await ending(page);
    expect([status, error?.message]).toEqual(["failed", expect.stringMatching(message)]);
  });
});
