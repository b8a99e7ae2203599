import { expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();

it("makes a table of all items, with nothing unescaped", async () => {
  const params = { plain: true, capitalize: true, caption: "C" };
  const { main, items } = await run("core.htmlTable", params, [{ user_name: "<b>" }, { n: null }]);
  expect(main).toEqual([
    {
      table:
        "<table><caption>C</caption><thead><tr><th>User Name</th><th>N</th></tr></thead>" +
        "<tbody><tr><td>&lt;b&gt;</td><td></td></tr><tr><td></td><td></td></tr></tbody></table>",
    },
  ]);
  expect(items.main?.[0]?.from).toEqual([{ item: 0 }, { item: 1 }]);
});
