import type { Page } from "@playwright/test";
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
