import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";

const command = (url: string) => `curl '${url}/stock?sku=7' \\
  -X PUT -H 'X-Shop: north' \\
  --json '{"amount": 3, "note": "=1+1"}'`;

test("A curl command pasted on the canvas becomes an HTTP Request that does the same", async ({
  page,
  context,
  api,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Paste a command", ["Start", "manualTrigger"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.evaluate((text) => navigator.clipboard.writeText(text), command("https://shop.example"));
  await editor.canvas.click({ position: { x: 600, y: 500 } });
  await page.keyboard.press("ControlOrMeta+v");
  await expect(editor.node("HTTP Request")).toBeVisible();
  const panel = await editor.openNode("HTTP Request");
  await expect(panel.getByRole("textbox", { name: "URL", exact: true })).toHaveValue("https://shop.example/stock");
  await expect(panel.getByRole("combobox", { name: "Method", exact: true })).toHaveText("PUT");
  await expect(panel.getByText("X-Shop").or(panel.locator("input[value='X-Shop']")).first()).toBeVisible();
});

test("A curl command imported into a node replaces its request, and a wrong one says why", async ({
  page,
  api,
  services,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Import a command", ["Start", "manualTrigger"], ["Call", "httpRequest"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Call");
  await panel.getByRole("button", { name: "Import cURL" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a cURL command" });
  await dialog.getByRole("textbox", { name: "Command" }).fill("curl 'https://shop.example");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByText(/quote ' is not closed/)).toBeVisible();
  await dialog.getByRole("textbox", { name: "Command" }).fill(`curl ${services.url}/stock/7 -u shop:secret`);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/better choose a credential/)).toBeVisible();
  await expect(panel.getByRole("textbox", { name: "URL", exact: true })).toHaveValue(`${services.url}/stock/7`);

  await panel.getByRole("button", { name: "Run to here" }).click();
  await expect.poll(() => services.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /stock/7"]);
});
