import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { documentOf, hook } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";
import { openTestServer, type TestServer } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
  server.startWorker();
});
afterEach(() => server.close());

const code = (source: string) => ({ type: "core.code", params: { mode: "all", source } });
const set = (fields: { [name: string]: string }) => ({
  type: "core.editFields",
  params: { values: { is: "fields", fields: Object.entries(fields).map(([name, value]) => ({ name, value })) } },
});
const loop = { type: "core.loopOverItems", params: { batchSize: 1 } };
const three = code("return [1, 2, 3].map((n) => ({ n }))");

/** The items the node "end" gave in its last run. */
async function end(document: ReturnType<typeof documentOf>): Promise<JsonObject[]> {
  const execution = await server.start(await server.add(document), "hook");
  const { status, errorInfo } = await server.until(execution);
  expect(errorInfo?.message).toBeUndefined();
  expect(status).toBe("succeeded");
  return Object.values(server.output(execution, "end")).flat() as JsonObject[];
}

describe("the nodes before", () => {
  it("are read by output and by run", async () => {
    const document = documentOf(
      {
        hook: hook("a"),
        three,
        loop,
        work: set({ square: "={{ $json.n * $json.n }}" }),
        end: set({
          first: "={{ $('work').first(0, 0).json.square }}",
          last: "={{ $('work').first().json.square }}",
          none: "={{ $('loop').all('loop', -1).length }}",
          batch: "={{ $items('loop', 1, 1)[0].json.n }}",
          runs: "={{ $node['work'].runIndex }}",
        }),
      },
      ...["hook -> three", "three -> loop", "loop.loop -> work", "work -> loop", "loop.done -> end"],
    );
    const [item] = await end(document);
    expect(item).toMatchObject({ first: 1, last: 9, none: 0, batch: 2, runs: 2 });
  });

  it("tell how far a loop is", async () => {
    const asked = "={{ $('loop').context.noItemsLeft }}";
    const document = documentOf(
      {
        hook: hook("a"),
        three,
        loop,
        work: set({ left: asked, run: "={{ $node.loop.context.currentRunIndex }}" }),
        end: set({}),
      },
      ...["hook -> three", "three -> loop", "loop.loop -> work", "work -> loop", "loop.done -> end"],
    );
    expect(await end(document)).toEqual([
      { n: 1, left: false, run: 0 },
      { n: 2, left: false, run: 1 },
      { n: 3, left: true, run: 2 },
    ]);
  });

  it("tell their parameters, even where they have not run", async () => {
    const document = documentOf(
      {
        hook: hook("a"),
        later: loop,
        end: set({ size: "={{ $('later').params.batchSize }}{{ $('later').isExecuted }}" }),
      },
      ...["hook -> end", "end -> later"],
    );
    expect(await end(document)).toMatchObject([{ size: "1false" }]);
  });

  it("are an error where an item came from several of theirs", async () => {
    const document = documentOf(
      {
        hook: hook("a"),
        three,
        one: code("return { json: {}, pairedItem: [0, 1] }"),
        end: set({ n: "={{ $('three').item.json.n }}" }),
      },
      ...["hook -> three", "three -> one", "one -> end"],
    );
    const execution = await server.start(await server.add(document), "hook");
    expect((await server.until(execution)).errorInfo?.message).toMatch(/came from several items of "three"/);
  });
});

it("an item knows the names that files had before", async () => {
  const file = "{ id: 'a'.repeat(64), name: 'photo.png', mimeType: 'image/png', size: 1536 }";
  const document = documentOf(
    {
      hook: hook("a"),
      file: code(`return { json: {}, binary: { data: ${file} } }`),
      same: code("return $input.all()"),
      end: set({
        name: "={{ $binary.data.fileName }}",
        kind: "={{ $binary.data.fileExtension }} {{ $binary.data.fileType }}",
        size: "={{ $input.item.binary.data.fileSize }}",
        from: "={{ $input.item.pairedItem.item }}",
      }),
    },
    ...["hook -> file", "file -> same", "same -> end"],
  );
  expect(await end(document)).toEqual([{ name: "photo.png", kind: "png image", size: "1.54 kB", from: 0 }]);
});
