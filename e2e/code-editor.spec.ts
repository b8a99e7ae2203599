import AxeBuilder from "@axe-core/playwright";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";

const orders = "return [{ json: { name: 'Ann', total: 12 } }, { json: { name: 'Ben', total: 30 } }];";
const fields = { values: { is: "fields", fields: [{ name: "greeting", value: "={{ $json.name }}" }] } };

test("Users write an expression in the large editor, beside the data, and see its result item by item", async ({
  page,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain(
      "Large editor",
      ["Start", "manualTrigger"],
      ["Orders", "code", { source: orders }],
      ["Limit", "limit", { count: "={{ $json.total }}" }],
    ),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Limit");
  await panel.getByRole("button", { name: "Run to here" }).click();
  await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("Ann");

  const open = panel.getByRole("button", { name: "How many: larger editor" });
  await open.focus();
  await page.keyboard.press("Enter");
  const large = page.getByRole("dialog", { name: "How many" });
  const text = large.getByRole("textbox", { name: "How many" });
  await expect(text).toBeFocused();
  await expect(large.getByRole("region", { name: "Input", exact: true })).toContainText("name");

  await text.fill("{{ $json.name.toUpperCase() }}");
  const result = large.getByRole("region", { name: "Result" });
  await expect(result).toContainText("ANN");
  await result.getByRole("button", { name: "Next item" }).click();
  await expect(result).toContainText("BEN");
  await expect(result).toContainText("2 of 2");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id: rule }) => rule)).toEqual([]);

  await text.focus();
  await page.keyboard.press("Escape");
  await expect(large.getByRole("region", { name: "Result" })).toBeHidden();
  await expect(panel).toBeVisible();
  await expect(open).toBeFocused();
  await expect(panel.getByRole("region", { name: "Parameters", exact: true })).toContainText(
    "$json.name.toUpperCase()",
  );
});

test("Expressions show their mistakes at their place, and a mistyped name is put right with a click", async ({
  page,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Mistakes", ["Start", "manualTrigger"], ["Get orders", "noOp"], ["Edit", "editFields", fields]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Edit");
  const field = panel.locator(".cm-content").first();

  await field.fill("{{ $json.a + ) }}");
  await expect(panel.locator(".cm-lintRange-error")).toHaveText(")");
  await panel.locator(".cm-lintRange-error").hover();
  await expect(page.getByText("“)” cannot stand here")).toBeVisible();

  await field.fill("{{ $('Get ordrs').item.json.a }}");
  await expect(panel.locator(".cm-lintRange-warning").first()).toBeVisible();
  await panel.locator(".cm-lintRange-warning").first().hover();
  await expect(page.getByText("No node is called “Get ordrs”. Did you mean “Get orders”?")).toBeVisible();
  await page.getByRole("button", { name: "Write 'Get orders'" }).click();
  await expect(field).toHaveText("{{ $('Get orders').item.json.a }}");
  await expect(panel.locator(".cm-lintRange-warning")).toHaveCount(0);
});

test("A Code node completes its variables, runs on its input, and shows what it logged", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain(
      "Code",
      ["Start", "manualTrigger"],
      ["Orders", "code", { source: orders }],
      ["Totals", "code", { source: "console.log('items:', items.length);\nreturn items;" }],
    ),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Totals");
  await panel.getByRole("button", { name: "Run on the current input" }).click();
  const log = panel.getByRole("list", { name: "Log of the last run" });
  await expect(log).toContainText("items: 2");

  const code = panel.getByRole("textbox", { name: "JavaScript" });
  await code.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("\nconst all = items[0].json.");
  await expect(page.getByRole("option", { name: /^total/ })).toBeVisible();
  await page.keyboard.press("Escape");

  await code.fill("console.log('total:', $inptu.first());\nreturn [;");
  await expect(panel.locator(".cm-lintRange-error")).toHaveText(";");
  await expect(panel.locator(".cm-lintRange-warning")).toHaveText("$inptu");
  await code.fill("console.log('total:', items[1].json.total);\nreturn items;");
  await panel.getByRole("button", { name: "JavaScript: larger editor" }).click();
  const large = page.getByRole("dialog", { name: "JavaScript" });
  await large.getByRole("button", { name: "Run on the current input" }).click();
  await expect(large.getByRole("list", { name: "Log of the last run" })).toContainText("total: 30");
  await expect(large.getByRole("region", { name: "Output", exact: true })).toContainText("Ben");
});
