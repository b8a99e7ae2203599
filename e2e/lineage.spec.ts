import AxeBuilder from "@axe-core/playwright";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test, watchConsole } from "./fixtures";

const orders = "return ['Ann', 'Bo', 'Cy'].map((name, n) => ({ json: { order: n + 1, name } }))";
const total = "return { json: { names: items.map((item) => item.json.name).join(' ') }, pairedItem: [0, 1] }";

function document() {
  const late = { left: "={{ $json.order }}", type: "number", operation: "gt", right: 1 };
  return chain(
    "Lineage",
    ["Start", "manualTrigger"],
    ["Orders", "code", { mode: "all", source: orders }],
    ["Late ones", "filter", { conditions: { conditions: [late] } }],
    ["Total", "code", { mode: "all", source: total }],
  );
}

for (const { name, ...use } of [
  { name: "wide", viewport: { width: 1440, height: 900 } },
  { name: "narrow", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const) {
  test.describe(`On a ${name} screen,`, () => {
    test.use(use);

    test("users see where an item came from and what it became, and go from one to the other", async ({
      page,
      api,
    }) => {
      const problems = watchConsole(page);
      const { id: workflowId } = await api.mutate<{ id: string }>("workflows.create", { document: document() });
      const { id } = await api.mutate<{ id: number }>("executions.start", { workflowId, document: document() });
      await expect
        .poll(async () => (await api.query<{ status: string }>("executions.get", { id })).status)
        .toBe("succeeded");
      await page.goto(`/executions/${id}`);
      const editor = new EditorPage(page);
      await editor.openNode("Total");

      const output = page.getByRole("dialog").getByRole("region", { name: "Output", exact: true });
      const showOutput = async () => {
        if (name === "narrow") await page.getByRole("tab", { name: "Output" }).click();
      };
      await showOutput();
      await output.getByRole("button", { name: "Where item 1 came from" }).press("Enter");
      const lineage = output.getByRole("region", { name: "Where item 1 came from" });
      await expect(lineage).toBeFocused();
      await expect(lineage.getByRole("button", { name: /^Item \d/ })).toHaveText([
        "Item 1 of Late ones, keptorder: 2 · name: Bo",
        "Item 2 of Late ones, keptorder: 3 · name: Cy",
        "Item 2 of Ordersorder: 2 · name: Bo",
        "Item 3 of Ordersorder: 3 · name: Cy",
        "Item 1 of Startno fields",
      ]);
      await expect(lineage).toContainText("No later item came from it.");
      const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
      expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
        [],
      );

      await lineage.getByRole("button", { name: "Item 3 of Orders" }).click();
      await expect(page.getByRole("dialog", { name: "Orders", exact: true })).toBeVisible();
      const third = output.getByRole("region", { name: "Where item 3 came from" });
      await expect(third.getByRole("button", { name: "Item 2 of Late ones" })).toBeVisible();
      await expect(output.getByRole("row").filter({ hasText: "Cy" })).toContainText("3");
      await expect(third.getByRole("button", { name: "Item 1 of Start" })).toBeVisible();
      await third.getByRole("button", { name: "Item 1 of Total" }).click();
      await expect(page.getByRole("dialog", { name: "Total", exact: true })).toBeVisible();

      await page.keyboard.press("Escape");
      await expect(lineage).toBeHidden();
      await expect(output.getByRole("button", { name: "Where item 1 came from" })).toBeFocused();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(problems).toEqual([]);
    });
  });
}

test("A step of the list opens its own run, and items of a loop lead to the turn they came from", async ({
  page,
  api,
}) => {
  const nodes = chain(
    "Turns",
    ["Start", "manualTrigger"],
    ["Orders", "code", { mode: "all", source: orders }],
    ["Each", "loopOverItems"],
    ["Pack", "noOp"],
  );
  const wire = (from: string, port: string, to: string) => ({
    from: { node: from, port },
    to: { node: to, port: "main" },
  });
  const looped = {
    ...nodes,
    edges: [
      ...[wire("n0", "main", "n1"), wire("n1", "main", "n2")],
      ...[wire("n2", "loop", "n3"), wire("n3", "main", "n2")],
    ],
  };
  const { id: workflowId } = await api.mutate<{ id: string }>("workflows.create", { document: looped });
  const { id } = await api.mutate<{ id: number }>("executions.start", { workflowId, document: looped });
  await expect
    .poll(async () => (await api.query<{ status: string }>("executions.get", { id })).status)
    .toBe("succeeded");
  await page.goto(`/executions/${id}`);
  await page
    .getByRole("list", { name: "Steps" })
    .getByRole("button", { name: /Pack\s*run 2/ })
    .click();
  const output = page
    .getByRole("dialog", { name: "Pack", exact: true })
    .getByRole("region", { name: "Output", exact: true });
  await expect(output.getByRole("combobox", { name: "Run" })).toHaveText("Run 2 of 3");
  await expect(output.getByRole("row").filter({ hasText: "Bo" })).toBeVisible();

  await output.getByRole("button", { name: "Where item 1 came from" }).click();
  await output.getByRole("button", { name: /^Item 2 of Each, run 4 · done/ }).click();
  const done = page
    .getByRole("dialog", { name: "Each", exact: true })
    .getByRole("region", { name: "Output", exact: true });
  await expect(done.getByRole("combobox", { name: "Run" })).toHaveText("Run 4 of 4");
  await done.getByRole("button", { name: /^Item 1 of Pack, run 2/ }).click();
  await expect(output.getByRole("combobox", { name: "Run" })).toHaveText("Run 2 of 3");
});
