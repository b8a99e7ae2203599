import { chain } from "./documents";
import { EditorPage, openTwice } from "./editor-page";
import { expect, test } from "./fixtures";

type Workflow = { document: { name: string; nodes: { name: string; params: object }[] }; revision: number };

test("Every save is a version: users see what was different, name one, and restore it", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Versions", ["Start", "manualTrigger"], ["Fields", "editFields"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.rename("Versions of autumn");
  await editor.saved();
  await page.getByRole("button", { name: "Actions for this workflow" }).click();
  await page.getByRole("menuitem", { name: "Versions" }).click();

  await expect(page.getByRole("heading", { name: "Versions of Versions of autumn" })).toBeVisible();
  const versions = page.getByRole("region", { name: "Versions" });
  await expect(versions.getByRole("listitem")).toHaveCount(2);
  const changes = page.getByRole("region", { name: "Changes" });
  await expect(changes).toContainText("Versions of autumn");

  await page.getByRole("button", { name: "More about version 1" }).click();
  await page.getByRole("menuitem", { name: "Name and keep" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Before autumn");
  await page.getByRole("button", { name: "Keep the name" }).click();
  await expect(versions).toContainText("Before autumn");

  await page.getByRole("button", { name: "More about version 1" }).click();
  await page.getByRole("menuitem", { name: "Restore" }).click();
  await expect(page).toHaveURL(new RegExp(`/workflows/${id}$`));
  await expect.poll(async () => (await api.query<Workflow>("workflows.get", { id })).document.name).toBe("Versions");
  expect((await api.query<Workflow>("workflows.get", { id })).revision).toBe(3);
});

test("Changes of two tabs to different places are brought together without a question", async ({
  page,
  context,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Shared", ["Start", "manualTrigger"], ["Fields", "editFields"]),
  });
  const second = new EditorPage(await context.newPage());
  await openTwice(new EditorPage(page), second, id, "Renamed in the first tab");
  await second.node("Fields").click();
  await second.page.keyboard.press("d");
  await expect(second.page.getByText("Their changes and yours are both in now.")).toBeVisible();
  await second.saved();
  const { document } = await api.query<Workflow>("workflows.get", { id });
  expect(document).toMatchObject({
    name: "Renamed in the first tab",
    nodes: [{ name: "Start" }, { name: "Fields", disabled: true }],
  });
});

test("Where two tabs changed the same field, users choose, and nothing else is lost", async ({
  page,
  context,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Shared", ["Start", "manualTrigger"]),
  });
  const second = new EditorPage(await context.newPage());
  await openTwice(new EditorPage(page), second, id, "From the first tab");
  await second.rename("From the second tab");
  const dialog = second.page.getByRole("alertdialog");
  await expect(dialog).toContainText("You both changed the same places");
  await dialog.getByText("From the first tab").click();
  await dialog.getByRole("button", { name: "Save both" }).click();
  await second.saved();
  expect((await api.query<Workflow>("workflows.get", { id })).document.name).toBe("From the first tab");
});

test("Publishing changes tells first what they change for the triggers", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Summed up", ["Hook", "webhook", { path: "summed-up" }], ["Fields", "editFields"]),
  });
  await api.mutate("workflows.publish", { id, revision: 1 });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.node("Fields").click();
  await page.keyboard.press("d");
  await editor.saved();
  await page.getByRole("button", { name: "Publish changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Publish the changes?" });
  await expect(dialog).toContainText("It starts as before");
  await expect(dialog).toContainText("1 node is different: Fields");
  await dialog.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("button", { name: "Published", exact: true })).toBeVisible();
});

test("A past execution is opened in the editor, and a run up to a node calls no service again", async ({
  page,
  api,
  services,
}) => {
  const document = chain(
    "Go on from here",
    ["Start", "manualTrigger"],
    ["Call", "httpRequest", { method: "POST", url: `${services.url}/reuse` }],
    ["Fields", "editFields", { values: { is: "fields", fields: [{ name: "a", value: "first" }] } }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const { id: execution } = await api.mutate<{ id: number }>("executions.start", { workflowId: id, document });
  await expect
    .poll(async () => (await api.query<{ status: string }>("executions.get", { id: execution })).status)
    .toBe("succeeded");
  await page.goto(`/executions/${execution}`);
  await page.getByRole("link", { name: "Open in editor with this data" }).click();
  const editor = new EditorPage(page);
  const panel = await editor.openNode("Fields");
  await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("first");
  await panel.getByRole("button", { name: "Run to here" }).first().click();
  await expect(page.getByText(/Succeeded/).first()).toBeVisible();
  expect(services.calls.filter(({ path }) => path === "/reuse")).toHaveLength(1);
});
