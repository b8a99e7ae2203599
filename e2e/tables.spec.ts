import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { type Api, expect, test, watchConsole } from "./fixtures";

const sheet = 'name,value\nAccept,text/html\nX-Shop,"north, and south"\nX-Total,={{ $json.total }}\n';
const command = `curl 'https://shop.example/stock?sku=7&colour=dark%20red' \\
  -H 'Accept: application/json' \\
  -H 'X-Shop: north'`;

async function paste(page: Page, into: Locator, text: string) {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await into.focus();
  await page.keyboard.press("ControlOrMeta+v");
}

async function openCall(page: Page, api: Api, params: object = {}) {
  const document = chain("Call", ["Start", "manualTrigger"], ["Call", "httpRequest", params]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  return { editor, panel: await editor.openNode("Call") };
}

const cell = (list: Locator, row: string, name: string) =>
  list.getByRole("group", { name: row, exact: true }).getByRole("textbox", { name, exact: true });

test.beforeEach(({ context }) => context.grantPermissions(["clipboard-read", "clipboard-write"]));

test("Rows copied from a table fill the headers of a request, and are taken back in one step", async ({
  page,
  api,
}) => {
  const problems = watchConsole(page);
  const { editor, panel } = await openCall(page, api);
  const headers = panel.getByRole("group", { name: "Headers", exact: true });
  const rows = headers.getByRole("group");
  await headers.getByRole("button", { name: "Add header" }).click();
  await paste(page, cell(headers, "Header 1", "Name"), sheet);
  await expect(page.getByText("3 rows were filled in")).toBeVisible();
  await expect(rows).toHaveCount(3);
  await expect(cell(headers, "Header 2", "Name")).toHaveValue("X-Shop");
  await expect(cell(headers, "Header 2", "Value")).toHaveValue("north, and south");
  await expect(cell(headers, "Header 3", "Value")).toHaveText("{{ $json.total }}");

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(rows).toHaveCount(1);
  await expect(cell(headers, "Header 1", "Name")).toHaveValue("");
  await expect(page.getByText("3 rows were filled in")).toBeHidden();

  await paste(page, cell(headers, "Header 1", "Name"), sheet);
  await expect(rows).toHaveCount(3);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(rows).toHaveCount(1);

  await paste(page, cell(headers, "Header 1", "Value"), "text/html, one line");
  await expect(cell(headers, "Header 1", "Value")).toHaveValue("text/html, one line");
  await paste(page, cell(headers, "Header 1", "Name"), "Accept: */*\nX-Shop: north");
  await expect(rows).toHaveCount(3);
  await editor.closePanel();
  await page.keyboard.press("ControlOrMeta+z");
  await editor.openNode("Call");
  await expect(rows).toHaveCount(1);
  await expect(cell(headers, "Header 1", "Value")).toHaveValue("text/html, one line");
  expect(problems).toEqual([]);
});

test("A curl command pasted into a list gives what is meant for it", async ({ page, api }) => {
  const { panel } = await openCall(page, api);
  const query = panel.getByRole("group", { name: "Query parameters", exact: true });
  await query.getByRole("button", { name: "Add parameter" }).click();
  await paste(page, cell(query, "Parameter 1", "Name"), command);
  await expect(cell(query, "Parameter 2", "Name")).toHaveValue("colour");
  await expect(cell(query, "Parameter 2", "Value")).toHaveValue("dark red");

  const headers = panel.getByRole("group", { name: "Headers", exact: true });
  await headers.getByRole("button", { name: "Add header" }).click();
  await paste(page, cell(headers, "Header 1", "Name"), command);
  await expect(cell(headers, "Header 2", "Name")).toHaveValue("X-Shop");

  await paste(page, cell(headers, "Header 2", "Name"), "curl https://shop.example");
  await expect(page.getByText("This curl command has nothing for “Headers”")).toBeVisible();
  await expect(cell(headers, "Header 2", "Name")).toHaveValue("X-Shop");
});

test("Headers are edited as text by keyboard alone; a line that is none is told by its number", async ({
  page,
  api,
}) => {
  const { panel } = await openCall(page, api, {
    headers: [
      { name: "Accept", value: "*/*" },
      { name: "X-Id", value: "={{ $json.id }}" },
    ],
  });
  const headers = panel.getByRole("group", { name: "Headers", exact: true });
  const open = headers.getByRole("button", { name: "Edit as text" });
  await open.focus();
  await page.keyboard.press("Enter");
  const text = headers.getByRole("textbox", { name: "Headers as text" });
  await expect(text).toBeFocused();
  await expect(text).toHaveValue("Accept: */*\nX-Id: ={{ $json.id }}");
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("\nX-Shop north");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(headers.getByText("Line 3 has no colon: write “Name: Value”")).toBeVisible();
  expect(await text.evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart, box.selectionEnd))).toBe(
    "X-Shop north",
  );
  expect(
    (await new AxeBuilder({ page }).include("[data-own-escape]").analyze()).violations.map(({ id }) => id),
  ).toEqual([]);
  await page.keyboard.type("X-Shop: north");
  await expect(headers.getByText("Line 3 has no colon")).toBeHidden();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(open).toBeFocused();
  await expect(cell(headers, "Header 3", "Value")).toHaveValue("north");
  await expect(cell(headers, "Header 2", "Value")).toHaveText("{{ $json.id }}");

  await page.keyboard.press("Enter");
  await text.fill("");
  await page.keyboard.press("Escape");
  await expect(open).toBeFocused();
  await expect(headers.getByRole("group")).toHaveCount(3);
});

const orders = [{ json: { orderId: 7, city: "Bern" } }];
const people = [{ json: { email: "ann@example.com" } }];

test("A query in SQL is coloured, and offers keywords, the inputs and their fields", async ({ page, api }) => {
  const scene = chain(
    "Query",
    ["Orders", "manualTrigger"],
    ["Merge", "merge", { inputs: 2, how: { is: "sql", query: "" } }],
    ["People", "noOp"],
  );
  const pinned: { [name: string]: object } = { Orders: { main: orders }, People: { main: people } };
  const nodes = scene.nodes.map((node) => (pinned[node.name] ? { ...node, pinned: pinned[node.name] } : node));
  const edges = ["n0", "n2"].map((node, index) => ({
    from: { node, port: "main" },
    to: { node: "n1", port: `input${index}` },
  }));
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: { ...scene, nodes, edges } });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Merge");
  const query = panel.getByRole("textbox", { name: "Query", exact: true });
  await query.click();
  await page.keyboard.type("sel");
  await page.getByRole("option", { name: "SELECT", exact: true }).click();
  await page.keyboard.type(" * FROM inp");
  await expect(page.getByRole("option", { name: "input2", exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.type("ut1 WHERE input1.");
  await expect(page.getByRole("option", { name: "orderId", exact: true })).toBeVisible();
  await page.keyboard.type("orderId = 7");
  const colour = (text: string) =>
    query
      .getByText(text, { exact: true })
      .first()
      .evaluate((element) => getComputedStyle(element).color);
  expect(await colour("SELECT")).not.toBe(await query.evaluate((element) => getComputedStyle(element).color));
  expect(await colour("7")).not.toBe(await colour("SELECT"));
  await editor.saved();
  await panel.getByRole("button", { name: "Run to here" }).click();
  await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("Bern");
});

test("An HTML template is coloured as a fixed text and as an expression, which it becomes by typing =", async ({
  page,
  api,
}) => {
  const template = { is: "template", html: "", field: "html" };
  const scene = chain("Page", ["Start", "manualTrigger"], ["Page", "html", { action: template }]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: scene });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Page");
  const field = panel.getByRole("textbox", { name: "HTML", exact: true });
  await field.click();
  await page.keyboard.type("=");
  await expect(panel.getByRole("button", { name: "HTML: use an expression" })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.type("<p>{{ 1 + 1");
  await expect(field).toHaveText("<p>{{ 1 + 1 }}</p>");
  await expect(panel.getByText("<p>2</p>")).toBeVisible();
  await expect(field.locator(".cm-expression-code")).toContainText("1 + 1");
});

test("A field dropped into a query stands where it was dropped, and makes an expression of it", async ({
  page,
  api,
}) => {
  const how = { is: "sql", query: "SELECT 1\nFROM input1" };
  const scene = chain("Drop", ["Orders", "manualTrigger"], ["Merge", "merge", { inputs: 2, how }]);
  const nodes = scene.nodes.map((node, index) => (index === 0 ? { ...node, pinned: { main: orders } } : node));
  const edges = [{ from: { node: "n0", port: "main" }, to: { node: "n1", port: "input0" } }];
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: { ...scene, nodes, edges } });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Merge");
  const query = panel.getByRole("textbox", { name: "Query", exact: true });
  const input = panel.getByRole("region", { name: "Input", exact: true });
  await input.getByText("orderId", { exact: true }).dragTo(query.locator(".cm-line").first());
  await expect(query).toHaveText(/^SELECT 1\{\{ \$json\.orderId \}\}\s*FROM input1$/);
  await expect(panel.getByRole("button", { name: "Query: use an expression" })).toHaveAttribute("aria-pressed", "true");
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations.map((one) => one.id)).toEqual(
    [],
  );
});
