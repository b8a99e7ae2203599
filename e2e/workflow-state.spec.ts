import AxeBuilder from "@axe-core/playwright";
import { chain } from "./documents";
import { expect, test, uniquePath } from "./fixtures";

const cursor = (action: object) => ({ name: "orders", action });

test("Users see where a cursor stands, move it, and reset the state of a workflow", async ({ page, api, request }) => {
  const path = uniquePath("orders");
  const document = chain(
    path,
    ["Call", "webhook", { path, methods: ["POST"], respond: { is: "finished" } }],
    ["Read the mark", "syncCursor", cursor({ is: "read", start: "never", into: "since" })],
    ["Move the mark", "syncCursor", cursor({ is: "advance", value: "={{ $json.body.at }}", to: "last" })],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  const call = async (at: string) =>
    JSON.stringify(await (await request.post(`/webhook/${path}`, { data: { at } })).json());

  await page.goto("/workflows");
  await page.getByRole("button", { name: `Actions for ${path}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "State", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: `State of “${path}”` })).toBeVisible();
  await expect(page.getByText("Nothing is remembered yet")).toBeVisible();

  expect(await call("2026-11-02")).toContain('"since":"never"');
  await page.reload();
  await expect(page.getByText("Cursor “orders” stands at 2026-11-02")).toBeVisible();

  await page.getByRole("button", { name: "Change Cursor “orders”" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Value")).toHaveValue('"2026-11-02"');
  await dialog.getByLabel("Value").fill("2026-10-01");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("This is not JSON");
  await dialog.getByLabel("Value").fill('"2026-10-01"');
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Cursor “orders” stands at 2026-10-01")).toBeVisible();
  expect(await call("2026-11-03")).toContain('"since":"2026-10-01"');

  await page.reload();
  await page.getByRole("button", { name: "Forget Cursor “orders”" }).click();
  await expect(page.getByText("Nothing is remembered yet")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Cursor “orders” stands at 2026-11-03")).toBeVisible();

  await page.getByRole("button", { name: "Reset all" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset" }).click();
  await expect(page.getByText("Nothing is remembered yet")).toBeVisible();
  expect(await call("2026-11-04")).toContain('"since":"never"');
});

test("The state of a workflow is reached from its editor", async ({ page, api }) => {
  const document = chain(uniquePath("state"), ["Start", "manualTrigger"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await page.goto(`/workflows/${id}`);
  await page.getByRole("button", { name: "Actions for this workflow" }).click();
  await page.getByRole("menuitem", { name: "State", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/workflows/${id}/state$`));
  await page.getByRole("link", { name: "To the editor" }).click();
  await expect(page.locator(".react-flow__pane")).toBeVisible();
});

for (const look of [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const) {
  test.describe(`The state, ${look.colorScheme},`, () => {
    test.use(look);

    test("has no problem that a machine can find", async ({ page, api }, info) => {
      const remembering = chain("A workflow that remembers a lot of things", ["Start", "manualTrigger"]);
      const { id: workflowId } = await api.mutate<{ id: string }>("workflows.create", { document: remembering });
      const values = {
        "workflow/cursor orders": "2026-11-02T10:00:00.000Z",
        "workflow/static": { seen: [1, 2, 3], note: "long ".repeat(200) },
        "node:n0/https://example.com/feed": 17,
        "node:gone/counter calls": 5,
      };
      for (const [key, value] of Object.entries(values)) {
        await api.mutate("workflows.setStateValue", { workflowId, key, was: null, value: JSON.stringify(value) });
      }
      await page.goto(`/workflows/${workflowId}/state`);
      await expect(page.getByText("Counter “calls” stands at 5")).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: info.outputPath("state.png") });
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.getByRole("button", { name: "Change Static data" }).click();
      await expect(page.getByRole("dialog").getByLabel("Value")).toBeVisible();
      await page.screenshot({ path: info.outputPath("dialog.png") });
      expect(
        (await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations.map(({ id }) => id),
      ).toEqual([]);
    });
  });
}
