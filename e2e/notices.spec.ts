import AxeBuilder from "@axe-core/playwright";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

test("Users choose who is told of failures, try it out, and retry an execution from the message that they get", async ({
  page,
  api,
  services,
  request,
  baseURL,
}) => {
  const name = uniquePath("On-call");
  const webhook = { name, type: "chat.webhook", values: { url: `${services.url}/${name}` } };
  await api.mutate("credentials.create", webhook);
  await page.goto("/settings");
  const section = page.getByRole("region", { name: "Failure notifications" });
  await section.getByRole("button", { name: "Add a channel" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a channel" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("combobox", { name: "Send by" }).click();
  await page.getByRole("option", { name: "Slack" }).click();
  await expect(dialog.getByRole("button", { name: "Send a test message" })).toBeDisabled();
  await dialog.getByRole("combobox", { name: "Account" }).click();
  await page.getByRole("option", { name }).click();
  await dialog.getByRole("button", { name: "Send a test message" }).click();
  await expect(page.getByText("The test message was taken")).toBeVisible();
  expect(services.calls).toMatchObject([{ path: `/${name}`, body: { text: expect.stringContaining("It is a test") } }]);
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  // Other tests fail on purpose: they are not to be told of here.
  const isDefault = dialog.getByRole("checkbox", { name: "Told of all workflows that choose no channel" });
  await isDefault.uncheck();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(section.getByRole("listitem").filter({ hasText: name })).toContainText("Nothing sent yet");

  const path = uniquePath("sold-out");
  const nodes = [
    {
      ...{ id: "hook", name: "Order", type: "core.webhook", version: 1, position: { x: 0, y: 0 } },
      params: { path, methods: ["POST"], respond: { is: "finished" } },
    },
    {
      ...{ id: "stop", name: "Check the stock", type: "core.stopAndError", version: 1, position: { x: 240, y: 0 } },
      params: { message: "Sold out" },
    },
  ];
  const wire = { from: { node: "hook", port: "main" }, to: { node: "stop", port: "main" } };
  const document = { formatVersion: 1, name: path, nodes, edges: [wire], notes: [], settings: {} };
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await new EditorPage(page).open(id);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Workflow settings");
  await page.getByRole("option", { name: /Workflow settings/ }).click();
  const settings = page.getByRole("dialog", { name: "Workflow settings" });
  await settings.getByRole("combobox", { name: "Tell of failures" }).click();
  await page.getByRole("option", { name }).click();
  await settings.getByRole("button", { name: "Keep settings" }).click();
  await expect.poll(async () => (await api.query<{ revision: number }>("workflows.get", { id })).revision).toBe(2);
  await api.mutate("workflows.publish", { id, revision: 2 });
  await request.post(`${baseURL}/webhook/${path}`, { data: {} });
  await expect.poll(() => services.calls.length, { timeout: 20_000 }).toBe(2);
  const text = String((services.calls[1]?.body as { text?: string } | undefined)?.text);
  expect(text).toContain(`"${path}" failed at "Check the stock"`);

  const link = /Retry it: (\S+)/.exec(text)?.[1] ?? "";
  await page.goto(link);
  const asks = page.getByRole("alertdialog", { name: /^Retry execution \d+\?$/ });
  await expect(asks).toContainText(path);
  await asks.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("link", { name: /^retry of #/ })).toBeVisible();
});
