import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

/** A pet shop with a document of many operations, and pets to read. */
async function startShop(): Promise<{ url: string; calls: string[]; server: Server }> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    response.setHeader("content-type", "application/json");
    if (url === "/openapi.json") return void response.end(JSON.stringify(shopDocument()));
    calls.push(`${method} ${url}`);
    response.end(JSON.stringify({ id: 7, name: "Rex", asked: url }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, server };
}

function shopDocument() {
  const many = Array.from({ length: 900 }, (_, n) => [
    `/shelves/${n}/{boxId}`,
    { get: { operationId: `shelf${n}`, summary: `Look at shelf ${n}`, tags: ["shelves"], responses: {} } },
  ]);
  const pet = {
    get: {
      ...{ operationId: "getPet", summary: "Find a pet by its name", tags: ["pets"], responses: {} },
      parameters: [
        { name: "petName", in: "path", required: true, description: "As it is called", schema: { type: "string" } },
        { name: "kind", in: "query", schema: { type: "string", enum: ["dog", "cat"] } },
      ],
    },
  };
  return {
    ...{ openapi: "3.0.3", info: { title: "Pet shop", version: "1.2" }, servers: [{ url: "/v1" }] },
    paths: { ...Object.fromEntries(many), "/pets/{petName}": pet },
  };
}

test("Users can make a node of an OpenAPI document, find an operation in it and run it", async ({ page, api }) => {
  test.setTimeout(180_000);
  const shop = await startShop();
  const name = uniquePath("Pet shop");
  const editor = new EditorPage(page);

  await editor.newWorkflow(uniquePath("Pets"));
  const address = page.url();
  await page.getByRole("button", { name: "Add node" }).first().click();
  await page.getByPlaceholder("Search nodes").fill("no such node");
  await page.getByRole("link", { name: "Add a node from an OpenAPI document" }).click();

  await page.getByRole("button", { name: "Add from a document" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Address of the document" }).fill(`${shop.url}/nothing.json`);
  await dialog.getByRole("button", { name: "Read the document" }).click();
  await expect(dialog.getByRole("alert")).toContainText("cannot be read");
  await dialog.getByRole("textbox", { name: "Address of the document" }).fill(`${shop.url}/openapi.json`);
  await dialog.getByRole("button", { name: "Read the document" }).click();
  await expect(dialog.getByRole("region", { name: "What is in it" })).toContainText("901 operations");
  await dialog.getByRole("textbox", { name: "Name of the node" }).fill(name);
  await dialog.getByRole("button", { name: "Add the node" }).click();
  await expect(page.getByRole("table", { name: "API nodes" })).toContainText(name);

  await page.goto(address);
  await editor.dragFromPalette("Manual trigger", 80, 120);
  await editor.dragFromPalette(name, 380, 120);
  await editor.connect("Manual trigger: output main", `${name}: input main`);
  const panel = await editor.openNode(name);
  await panel.getByRole("button", { name: "Operation" }).click();
  await page.getByPlaceholder("Search operations by name, tag or path").fill("pet find");
  await page.getByRole("option", { name: /Find a pet by its name/ }).click();
  await panel.getByRole("textbox", { name: "petName" }).fill("a/b?x");
  await panel.getByRole("combobox", { name: "kind" }).click();
  await page.getByRole("option", { name: "dog" }).click();
  await editor.closePanel();
  await editor.saved();

  await page.getByRole("button", { name: /^Run/ }).first().click();
  await editor.openNode(name);
  await expect(page.getByRole("dialog").getByText("Rex").first()).toBeVisible();
  expect(shop.calls.at(-1)).toBe("GET /v1/pets/a%2Fb%3Fx?kind=dog");

  await page.goto("/api-nodes");
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("1 workflow will fail at its nodes: “Pets-");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText(name)).toHaveCount(0);
  expect(await api.query("apiNodes.list")).not.toContainEqual(expect.objectContaining({ label: name }));
  shop.server.close();
});
