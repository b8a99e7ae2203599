import { readFile, writeFile } from "node:fs/promises";
import { chain } from "./documents";
import { expect, test, uniquePath } from "./fixtures";

test("Users can find, duplicate, export, delete and import a workflow", async ({ page, api }, info) => {
  const name = uniquePath("Stock list");
  await api.mutate("workflows.create", { document: chain(name, ["Start", "manualTrigger"], ["Note", "noOp"]) });
  await page.goto("/workflows");
  await page
    .getByRole("searchbox")
    .or(page.getByPlaceholder(/search/i))
    .first()
    .fill(name);
  await expect(page.getByRole("link", { name, exact: true })).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(page.getByRole("link", { name: `${name} (copy)` })).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export" }).click(),
  ]);
  const file = info.outputPath(download.suggestedFilename());
  await download.saveAs(file);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ formatVersion: 1, name });

  await page.getByRole("button", { name: `Actions for ${name} (copy)` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("link", { name: `${name} (copy)` })).toHaveCount(0);

  await page.getByLabel("Workflow files").setInputFiles(file);
  await expect(page).toHaveURL(/\/workflows\/[\w-]+$/);
  await expect(page.getByRole("textbox", { name: "Name of the workflow" })).toHaveValue(name);
});

test("A broken file is refused with the line, a wrong one with the field, and nothing is added", async ({
  page,
  api,
}, info) => {
  const broken = info.outputPath("broken.json");
  await writeFile(broken, '{\n  "formatVersion": 1,\n  "name": "x",,\n}');
  const wrong = info.outputPath("wrong.json");
  await writeFile(
    wrong,
    JSON.stringify({
      ...chain("Wrong", ["Start", "manualTrigger"]),
      edges: [{ from: { node: "n0", port: "main" }, to: { node: "gone", port: "main" } }],
    }),
  );
  const nonsense = info.outputPath("nonsense.json");
  await writeFile(nonsense, "lorem ipsum ".repeat(90_000));
  await page.goto("/workflows");
  await expect(page.getByRole("button", { name: "Import", exact: true })).toBeEnabled();
  const before = await api.query<unknown[]>("workflows.list", {});

  await page.getByLabel("Workflow files").setInputFiles([broken, wrong, nonsense]);
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("line 3");
  await expect(dialog).toContainText("edges.0.to.node");
  await expect(dialog).toContainText("nonsense.json");
  expect(await api.query<unknown[]>("workflows.list", {})).toHaveLength(before.length);
});

test("An n8n file is taken over, with a list of what could not be", async ({ page }, info) => {
  const file = info.outputPath("n8n.json");
  await writeFile(
    file,
    JSON.stringify({
      name: "From n8n",
      nodes: [
        {
          id: "1",
          name: "When clicking",
          type: "n8n-nodes-base.manualTrigger",
          typeVersion: 1,
          position: [0, 0],
          parameters: {},
        },
        {
          id: "2",
          name: "Ask",
          type: "n8n-nodes-base.somethingRare",
          typeVersion: 1,
          position: [220, 0],
          parameters: { a: 1 },
        },
      ],
      connections: { "When clicking": { main: [[{ node: "Ask", type: "main", index: 0 }]] } },
    }),
  );
  await page.goto("/workflows");
  await page.getByLabel("Workflow files").setInputFiles(file);
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("n8n-nodes-base.somethingRare");
  await dialog
    .getByRole("link")
    .or(dialog.getByRole("button", { name: /open/i }))
    .first()
    .click();
  await expect(page.locator(".react-flow__node")).toHaveCount(2);
});

test("A template becomes a workflow of one's own", async ({ page }) => {
  await page.goto("/templates");
  await expect(page.getByRole("heading", { name: "Order received" })).toBeVisible();
  const card = page.getByRole("listitem").or(page.getByRole("article")).filter({ hasText: "Order received" });
  await card.getByRole("button", { name: /use/i }).click();
  await expect(page).toHaveURL(/\/workflows\/[\w-]+$/);
  await expect(page.locator(".react-flow__node")).toHaveCount(7);
});
