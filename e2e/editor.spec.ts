import { chain } from "./documents";
import { EditorPage, openTwice } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

test("Users can run a workflow in the editor and see what each node gave", async ({ page, api }) => {
  const source = "return [{ json: { city: 'Oslo' } }, { json: { city: 'Rome' } }]";
  const document = chain(
    "Run me",
    ["Start", "manualTrigger"],
    ["Cities", "code", { mode: "all", source }],
    ["End", "noOp"],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText(/Succeeded/);
  await expect(page.getByText(/^2( items)?$/).first()).toBeVisible();
  const panel = await editor.openNode("Cities");
  await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("Oslo");
  await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("Rome");
});

test("A failed run names the node, the reason and what to do", async ({ page, api }) => {
  const document = chain(
    "Fail me",
    ["Start", "manualTrigger"],
    ["Shop", "httpRequest", { url: "http://10.0.0.1/secret" }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const run = page.getByRole("region", { name: "Run", exact: true });
  await expect(run).toContainText(/Failed/);
  await expect(page.getByText("is in a private network", { exact: false }).first()).toBeVisible();
  await expect(page.getByText("ISLEWIRE_EGRESS_ALLOW", { exact: false }).first()).toBeVisible();
});

test("Users can undo a deleted node, and redo it", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Undo me", ["Start", "manualTrigger"], ["Middle", "noOp"], ["End", "noOp"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  await editor.node("Middle").click();
  await page.keyboard.press("Delete");
  await expect(editor.node("Middle")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(editor.node("Middle")).toBeVisible();
  await expect(page.locator(".react-flow__edge")).toHaveCount(2);
  await page.keyboard.press("Control+Shift+z");
  await expect(editor.node("Middle")).toHaveCount(0);
});

test("Users can copy nodes, paste them with names of their own, and disable one by a key", async ({
  page,
  context,
  api,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Copy me", ["Start", "manualTrigger"], ["Fields", "editFields"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  await editor.node("Fields").click();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
  await expect(editor.node("Fields 2").or(editor.node("Fields1"))).toBeVisible();
  await page.keyboard.press("d");
  await editor.saved();
  const { document } = await api.query<{ document: { nodes: { disabled?: boolean }[] } }>("workflows.get", { id });
  expect(document.nodes.filter(({ disabled }) => disabled)).toHaveLength(1);
});

test("Two tabs do not overwrite each other: the second is asked", async ({ page, context, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Shared", ["Start", "manualTrigger"]),
  });
  const second = new EditorPage(await context.newPage());
  await openTwice(new EditorPage(page), second, id, "From the first tab");
  await second.rename("From the second tab");
  await expect(second.page.getByText(/somebody|another|conflict/i).first()).toBeVisible();
  expect(await api.query<{ document: { name: string } }>("workflows.get", { id })).toMatchObject({
    document: { name: "From the first tab" },
  });
});

test("Work that is not saved yet survives a reload", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Kept", ["Start", "manualTrigger"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.route("**/api/trpc/workflows.save**", (route) => route.abort());
  const name = uniquePath("Renamed offline");
  await editor.rename(name);
  await expect(page.getByText(/offline|not saved|unsaved|retry/i).first()).toBeVisible();
  await page.unroute("**/api/trpc/workflows.save**");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Name of the workflow" })).toHaveValue(name);
  await editor.saved();
  await expect
    .poll(async () => (await api.query<{ document: { name: string } }>("workflows.get", { id })).document.name)
    .toBe(name);
});

test("A wire that makes no sense is refused with the reason", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Wires", ["Start", "manualTrigger"], ["End", "noOp"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  await editor.connect("Start: output main", "End: input main");
  await expect(page.getByText(/already/i).first()).toBeVisible();
  await expect(page.locator(".react-flow__edge")).toHaveCount(1);
});

test("A webhook listens in the editor for a test call", async ({ page, api, request }) => {
  const path = uniquePath("test-call");
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Listen", ["Hook", "webhook", { path, methods: ["POST"] }], ["End", "noOp"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  expect((await request.post(`/webhook-test/${path}`, { data: {} })).status()).toBe(404);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(
    page
      .getByText(`/webhook-test/${path}`, { exact: false })
      .or(page.locator(`input[value$="/webhook-test/${path}"]`))
      .first(),
  ).toBeVisible();
  expect((await request.post(`/webhook-test/${path}`, { data: { hello: "there" } })).status()).toBe(202);
  await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText(/Succeeded/);
});
