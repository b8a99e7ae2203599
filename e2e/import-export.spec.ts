import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";

const n8n = {
  nodes: [
    {
      id: "a",
      name: "Set price",
      type: "n8n-nodes-base.set",
      typeVersion: 3.4,
      position: [0, 0],
      parameters: { assignments: { assignments: [{ id: "1", name: "price", type: "number", value: 12 }] } },
    },
    {
      id: "b",
      name: "Check",
      type: "n8n-nodes-base.if",
      typeVersion: 2,
      position: [220, 0],
      parameters: {
        conditions: {
          combinator: "and",
          options: {},
          conditions: [
            { leftValue: "={{ $json.price }}", operator: { type: "number", operation: "gt" }, rightValue: 10 },
          ],
        },
      },
    },
  ],
  connections: { "Set price": { main: [[{ node: "Check", type: "main", index: 0 }]] } },
};

async function dropFile(page: Page, name: string, text: string) {
  const data = await page.evaluateHandle(
    ([fileName, contents]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([contents ?? ""], fileName ?? "", { type: "application/json" }));
      return transfer;
    },
    [name, text],
  );
  const canvas = page.locator(".react-flow__pane");
  for (const type of ["dragenter", "dragover", "drop"])
    await canvas.dispatchEvent(type, { dataTransfer: data, clientX: 500, clientY: 400 });
}

test("A workflow file that is dropped on the canvas lands there, a broken one changes nothing", async ({
  page,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Drop here", ["Start", "manualTrigger"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await dropFile(page, "parts.json", JSON.stringify(chain("Parts", ["First", "editFields"], ["Second", "noOp"])));
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
  await expect(page.locator(".react-flow__edge")).toHaveCount(1);

  await dropFile(page, "broken.json", '{ "formatVersion": 1,\n "nodes": [}');
  await expect(page.getByText(/line 2/).first()).toBeVisible();
  await dropFile(
    page,
    "hostile.json",
    JSON.stringify({ ...chain("x", ["Start", "manualTrigger"]), nodes: [{ id: "__proto__ ", type: "core.noOp" }] }),
  );
  await expect(page.getByText(/nodes\.0/).first()).toBeVisible();
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
});

test("Nodes copied in n8n paste as ours, wired, with their parameters", async ({ page, context, api }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Paste here", ["Start", "manualTrigger"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(n8n));
  await editor.canvas.click({ position: { x: 40, y: 40 } });
  await page.keyboard.press("Control+v");
  await expect(editor.node("Set price")).toBeVisible();
  await expect(page.locator(".react-flow__edge")).toHaveCount(1);
  await editor.saved();
  const { document } = await api.query<{ document: { nodes: { name: string; type: string; params: object }[] } }>(
    "workflows.get",
    { id },
  );
  expect(document.nodes).toContainEqual(expect.objectContaining({ name: "Check", type: "core.if" }));
  expect(document.nodes.find(({ name }) => name === "Set price")?.params).toMatchObject({
    values: { fields: [{ name: "price", type: "number", value: 12 }] },
  });
});

test("What is copied on the canvas is workflow JSON as text", async ({ page, context, api }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Copy from here", ["Start", "manualTrigger"], ["End", "noOp"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.canvas.click({ position: { x: 40, y: 40 } });
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(text)).toMatchObject({
    formatVersion: 1,
    nodes: [{ name: "Start" }, { name: "End" }],
    edges: [{}],
  });
});

test("A workflow is exported for n8n from its menu, and what n8n cannot keep is listed", async ({
  page,
  api,
}, info) => {
  const document = chain("For n8n", ["Start", "manualTrigger"], ["Set", "editFields"], ["Tell", "notify"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.getByRole("button", { name: "Actions for this workflow" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export for n8n" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("For n8n.n8n.json");
  const path = info.outputPath("for-n8n.json");
  await download.saveAs(path);
  const exported = JSON.parse(await readFile(path, "utf8")) as { nodes: { type: string }[]; connections: object };
  expect(exported.nodes.map(({ type }) => type)).toEqual(
    ["manualTrigger", "set", "noOp"].map((type) => `n8n-nodes-base.${type}`),
  );
  const report = page.getByRole("dialog", { name: "Exported for n8n, with notes" });
  await expect(report).toContainText('n8n has no counterpart of "core.notify"');
  await report.getByRole("button", { name: "Close" }).first().click();

  // What went out comes back, the node without a counterpart too.
  const { document: back } = await api.mutate<{ document: { nodes: { type: string }[] } }>("workflows.parse", {
    text: await readFile(path, "utf8"),
  });
  expect(back.nodes.map(({ type }) => type)).toEqual(["core.manualTrigger", "core.editFields", "core.notify"]);
});

test("An archive and a file of several workflows are imported with one report", async ({ page, api }) => {
  const archive = zipSync({
    "in/one.json": strToU8(JSON.stringify({ ...n8n, name: "Archived one" })),
    "in/broken.json": strToU8("{"),
    "readme.txt": strToU8("Hello"),
  });
  const list = {
    data: [chain("Listed one", ["Start", "manualTrigger"]), chain("Listed two", ["Start", "manualTrigger"])],
  };
  await page.goto("/workflows");
  await page.getByLabel("Workflow files").setInputFiles([
    { name: "all.zip", mimeType: "application/zip", buffer: Buffer.from(archive) },
    { name: "list.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(list)) },
  ]);
  const report = page.getByRole("dialog", { name: "Some files could not be imported" });
  await expect(report).toContainText("all.zip: in/broken.json was not imported");
  await expect(report).toContainText("all.zip: in/one.json");
  await expect(report).toContainText("Imported as “Listed two”");
  await report.getByRole("button", { name: "Close" }).first().click();
  for (const name of ["Archived one", "Listed one", "Listed two"]) await expect(page.getByText(name)).toBeVisible();
  const all = await api.query<{ name: string }[]>("workflows.list", { search: "one" });
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(["Archived one", "Listed one"]));
});
