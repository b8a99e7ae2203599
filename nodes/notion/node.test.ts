import { describe, expect, it } from "vitest";
import { serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

import { lookUpOptions } from "@/server/services/lookups";

const pages = Array.from({ length: 130 }, (_, n) => ({ object: "page", id: `p${n}` }));
const notion = serviceHarness("core.notion", {
  credential: (url) => ["notion.token", { token: "ntn_1", url: `${url}/v1` }],
  allows: ({ headers }) => headers.authorization === "Bearer ntn_1" && headers["notion-version"] === "2022-06-28",
  refusal: { object: "error", status: 401, code: "unauthorized", message: "API token is invalid." },
  missing: { object: "error", status: 404, code: "object_not_found", message: "Could not find page" },
  routes: {
    "POST /v1/pages": ({ json }) => ({ object: "page", id: "p1", ...json }),
    "POST /v1/databases/:id/query": ({ json }) => {
      const from = Number(json.start_cursor ?? 0);
      const to = from + Number(json.page_size);
      const more = to < pages.length;
      return { results: pages.slice(from, to), has_more: more, next_cursor: more ? String(to) : null };
    },
    "PATCH /v1/blocks/:id/children": ({ json }) => ({ results: json.children }),
    "POST /v1/search": ({ json }) => {
      const { value } = json.filter as { value: string };
      return { results: [{ object: value, id: "d1", title: [{ plain_text: "Orders" }] }], next_cursor: null };
    },
  },
});
const { go, last } = notion;

describe("Notion", () => {
  it("creates a page of a database, and one below another page", async () => {
    const properties = { Name: { title: [{ text: { content: "Hello" } }] } };
    await go("databasePage.create", { database: "d1", properties });
    expect(last().json).toEqual({ parent: { database_id: "d1" }, properties });
    await go("page.create", { parent: "p0", title: "Notes" });
    expect(last().json).toEqual({
      ...{ parent: { page_id: "p0" }, properties: { title: [{ text: { content: "Notes" } }] } },
    });
  });

  it("reads a database page by page, with the cursor in the body", async () => {
    const filter = { property: "Done", checkbox: { equals: true } };
    expect((await go("databasePage.query", { database: "d1", filter, all: true })).main).toHaveLength(130);
    expect(last().json).toEqual({ filter, page_size: 100, start_cursor: "100" });
  });

  it("appends text, a paragraph for each line", async () => {
    await go("block.appendText", { block: "p1", text: `One\n${"x".repeat(2_500)}` });
    const { children } = last().json as { children: { paragraph: { rich_text: { text: { content: string } }[] } }[] };
    expect(children.map(({ paragraph }) => paragraph.rich_text.map(({ text }) => text.content.length))).toEqual([
      [3],
      [2_000, 500],
    ]);
  });

  it("says to share what it cannot see, and offers the databases it can", async () => {
    const { error } = await go("page.get", { page: "gone" });
    expect(error).toMatchObject({
      message: expect.stringMatching(/object_not_found/),
      hint: expect.stringMatching(/Share the page/),
    });
    const question = {
      type: "core.notion",
      lookup: "databases",
      params: {},
      credentials: { account: notion.account() },
    };
    expect((await lookUpOptions(notion.server().ctx, question)).options).toEqual([{ value: "d1", label: "Orders" }]);
  });
});
