import { readFile, writeFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { chain } from "./documents";
import { type Api, expect, test, uniquePath, watchConsole } from "./fixtures";

type Row = { id: number; [column: string]: unknown };

async function makeTable(api: Api, name: string, rows: object[] = []): Promise<number> {
  const columns = [
    { name: "sku", type: "text", required: true },
    { name: "count", type: "number" },
    { name: "isNew", type: "boolean" },
    { name: "arrives", type: "datetime" },
    { name: "details", type: "json" },
  ];
  const table = await api.mutate<{ id: number; columns: { id: number }[] }>("tables.create", { name, columns });
  await api.mutate("tables.addKey", { table: table.id, columns: [table.columns[0]?.id], isUnique: true });
  if (rows.length > 0) await api.mutate("tables.insertRows", { table: table.id, rows });
  return table.id;
}
const rowsOf = async (api: Api, table: number) => (await api.query<{ rows: Row[] }>("tables.rows", { table })).rows;

test("Users make a table, write in its cells by keyboard, and a unique key refuses what is there already", async ({
  page,
  api,
}) => {
  const name = uniquePath("Stock");
  await page.goto("/tables");
  await page.getByRole("button", { name: "New table" }).first().click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.getByRole("button", { name: "More for this table" }).click();
  await page.getByRole("menuitem", { name: "Add column" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("count");
  await dialog.getByRole("combobox", { name: "Type" }).click();
  await page.getByRole("option", { name: "Number" }).click();
  await dialog.getByRole("button", { name: "Add column" }).click();
  await expect(page.getByRole("columnheader", { name: "Column count" })).toBeVisible();

  for (const sku of ["A-1", "B-2"]) {
    await page.getByRole("button", { name: "Add row" }).first().click();
    await dialog.getByRole("textbox", { name: "name" }).fill(sku);
    await dialog.getByRole("button", { name: "Add row" }).click();
    await expect(page.getByRole("gridcell", { name: sku })).toBeVisible();
  }

  await page.getByRole("button", { name: "Keys" }).click();
  await dialog.getByRole("checkbox", { name: "name" }).check();
  await dialog.getByRole("button", { name: "Add key" }).click();
  await expect(dialog.getByRole("list", { name: "Keys" })).toContainText("name");
  await page.keyboard.press("Escape");

  const grid = page.getByRole("grid");
  await page.getByRole("gridcell", { name: "A-1" }).click();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("12,5");
  await page.keyboard.press("Enter");
  await expect(page.locator("#cell-problem")).toContainText("is no number");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("12.5");
  await page.keyboard.press("Enter");
  await expect(grid).toBeFocused();
  await page.keyboard.type("7");
  await page.keyboard.press("Shift+Tab");
  await expect(grid).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: /name of row/ }).fill("A-1");
  await page.keyboard.press("Enter");
  await expect(page.locator("#cell-problem")).toContainText('There is already a row with name = "A-1"');
  await page.keyboard.press("Escape");

  const [table] = (await api.query<{ id: number; name: string }[]>("tables.list")).filter((one) => one.name === name);
  const stored = async () => (await rowsOf(api, table?.id ?? 0)).map((row) => [row.name, row.count]);
  expect(await stored()).toEqual([
    ["A-1", 12.5],
    ["B-2", 7],
  ]);
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(stored).toEqual([
    ["A-1", 12.5],
    ["B-2", null],
  ]);

  await page.getByRole("checkbox", { name: "Choose all rows that are shown" }).check();
  await page.getByRole("button", { name: "Delete 2 rows" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No rows yet")).toBeVisible();
});

test("Users filter and sort rows, and follow a long table to its end", async ({ page, api }) => {
  const rows = Array.from({ length: 650 }, (_, index) => ({ sku: `S-${index}`, count: index % 7 }));
  const table = await makeTable(api, uniquePath("Long"), rows);
  await page.goto(`/tables/${table}`);
  const grid = page.getByRole("grid");
  await expect(page.getByRole("gridcell", { name: "S-0", exact: true })).toBeVisible();
  await grid.focus();
  // Each time the end is that of the rows which are there by then.
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+End");
    await expect(page.getByRole("gridcell", { name: "S-649", exact: true })).toBeVisible({ timeout: 300 });
  }).toPass({ timeout: 20_000 });

  await page.getByRole("button", { name: "Filter" }).click();
  const filter = page.getByRole("form", { name: "Filter" });
  await filter.getByRole("textbox", { name: "Value" }).fill("S-64");
  await filter.getByRole("combobox", { name: "Is" }).click();
  await page.getByRole("option", { name: "beginning with" }).click();
  await filter.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("gridcell", { name: "S-0", exact: true })).toBeHidden();
  await page.getByRole("button", { name: "Column count" }).click();
  await page.getByRole("menuitem", { name: "Sort downwards" }).click();
  await expect(page.getByRole("columnheader", { name: "Column count" })).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByRole("row").nth(1)).toContainText("S-643");
  await expect(page.getByRole("row")).toHaveCount(12);
});

test("A CSV file becomes a table, changes rows by their key, and comes back as a file", async ({ page, api }, info) => {
  const name = uniquePath("goods");
  const first = info.outputPath(`${name}.csv`);
  await writeFile(first, 'sku,price,since,note\nA,1.50,2026-01-31,"two, parts"\nB,2,2026-02-01,=1+1\n');
  await page.goto("/tables");
  await page.getByLabel("CSV file").setInputFiles(first);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "Name of the table" })).toHaveValue(name);
  await expect(dialog.getByRole("combobox", { name: "Type of the new column for price" })).toContainText("Number");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog).toContainText("2 rows added");
  await dialog.getByRole("link", { name: "Open the table" }).click();
  await expect(page.getByRole("gridcell", { name: "two, parts" })).toBeVisible();

  const id = Number(new URL(page.url()).pathname.split("/").at(-1));
  const { columns } = await api.query<{ columns: { id: number }[] }>("tables.get", { table: id });
  await api.mutate("tables.addKey", { table: id, columns: [columns[0]?.id], isUnique: true });
  await page.reload();
  const second = info.outputPath("more.csv");
  await writeFile(second, "sku;price\nB;3\nC;cheap\nD;4\n");
  await page.getByLabel("CSV file").setInputFiles(second);
  await dialog.getByRole("combobox", { name: "Rows that are there" }).click();
  await page.getByRole("option", { name: "Change the row with the same sku" }).click();
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog).toContainText("1 row added, 1 row changed");
  await expect(dialog.getByRole("list", { name: "Refused lines" })).toContainText('"cheap" is no number');
  await dialog.getByRole("button", { name: "Close" }).first().click();

  await page.getByRole("button", { name: "More for this table" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export as CSV" }).click(),
  ]);
  const file = info.outputPath("out.csv");
  await download.saveAs(file);
  const text = await readFile(file, "utf8");
  expect(text).toContain('A,1.5,2026-01-31T00:00:00.000Z,"two, parts",');
  expect(text).toContain("B,3,2026-02-01T00:00:00.000Z,'=1+1,");
});

test("A workflow that is called writes into the table by its key", async ({ page, api, request }) => {
  const name = uniquePath("Orders");
  const path = uniquePath("table");
  const table = await makeTable(api, name);
  const columns = {
    is: "mapped",
    list: ["sku", "count"].map((column) => ({ column, value: `={{ $json.body.${column} }}` })),
  };
  const operation = { is: "upsert", table: name, columns, key: [{ column: "sku" }], failing: "throw", give: "rows" };
  const document = chain(
    "Upsert",
    ["Call", "webhook", { path, methods: ["POST"], respond: { is: "finished" } }],
    ["Write", "table", { operation }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  for (const count of [4, 9])
    expect((await request.post(`/webhook/${path}`, { data: { sku: "X", count } })).ok()).toBe(true);
  expect((await rowsOf(api, table)).map(({ sku, count }) => [sku, count])).toEqual([["X", 9]]);

  await page.goto("/tables");
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("The workflow “Upsert” uses it");
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();

  await page.goto(`/workflows/${id}`);
  await page.locator(".react-flow__node").filter({ hasText: "Write" }).dblclick();
  const panel = page.getByRole("dialog", { name: "Write" });
  await panel.getByRole("button", { name: "Choose from a list: Table" }).click();
  await expect(page.getByRole("option", { name })).toBeVisible();
});

for (const look of [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const) {
  test.describe(`A table, ${look.colorScheme},`, () => {
    test.use(look);

    test("has no problem that a machine can find", async ({ page, api }, info) => {
      test.slow();
      const problems = watchConsole(page);
      const rows = Array.from({ length: 60 }, (_, index) => ({
        ...{ sku: `SKU-${1000 + index}`, count: index * 3, isNew: index % 3 === 0 },
        ...(index % 4 > 0 && {
          arrives: `2026-03-${10 + (index % 20)}T08:30:00Z`,
          details: { size: "L", tags: ["a"] },
        }),
      }));
      const table = await makeTable(api, uniquePath("Stock of the northern shop"), rows);
      const flaws = async (part?: string) => {
        const axe = part ? new AxeBuilder({ page }).include(part) : new AxeBuilder({ page });
        return (await axe.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      };
      await page.goto(`/tables/${table}`);
      await expect(page.getByRole("gridcell", { name: "SKU-1000" })).toBeVisible();
      await page.getByRole("gridcell", { name: "SKU-1002" }).click();
      await page.getByRole("checkbox", { name: "Choose row 4" }).check();
      await page.getByRole("button", { name: "Filter" }).click();
      await page.screenshot({ path: info.outputPath("grid.png") });
      expect(await flaws()).toEqual([]);
      await page.getByRole("button", { name: "Keys" }).click();
      await page.waitForTimeout(250);
      await page.screenshot({ path: info.outputPath("keys.png") });
      expect(await flaws("[role=dialog]")).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Add row" }).click();
      await page.waitForTimeout(250);
      await page.screenshot({ path: info.outputPath("row.png") });
      expect(await flaws("[role=dialog]")).toEqual([]);
      await page.keyboard.press("Escape");
      const csv = {
        name: "new.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("sku,count,colour\nA,1,red\nB,2,blue\n"),
      };
      await page.getByLabel("CSV file").setInputFiles(csv);
      await page.waitForTimeout(300);
      await page.screenshot({ path: info.outputPath("csv.png") });
      expect(await flaws("[role=dialog]")).toEqual([]);
      await page.goto("/tables");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.screenshot({ path: info.outputPath("list.png") });
      expect(problems).toEqual([]);
    });
  });
}
