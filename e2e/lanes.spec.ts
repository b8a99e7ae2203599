import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

test("Users let executions of one key wait for each other, and see one that was left out with its reason", async ({
  page,
  api,
}) => {
  const path = uniquePath("lanes").replaceAll(" ", "-").toLowerCase();
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain(
      "Lanes",
      ["Order", "webhook", { path, methods: ["POST"], respond: { is: "accepted", status: 200, text: "" } }],
      ["Busy", "code", { source: "for (const end = Date.now() + 2500; Date.now() < end; ); return items" }],
    ),
  });
  const editor = new EditorPage(page);
  await editor.open(id);

  await test.step("the settings take a key and a limit, and say what is wrong with them", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("Workflow settings");
    await expect(page.getByRole("option", { name: /Workflow settings/ })).toBeVisible();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Workflow settings" });
    await dialog.getByRole("textbox", { name: "Which ones belong together" }).fill("body..id");
    await dialog.getByRole("textbox", { name: "At most at once" }).fill("0");
    await expect(dialog.getByText("Write a path into the event, such as body.order_id")).toBeVisible();
    await expect(dialog.getByText("A whole number from 1 to 1,000")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Which ones belong together" }).fill("body.id");
    await dialog.getByRole("textbox", { name: "At most at once" }).fill("1");
    await dialog.getByRole("combobox", { name: "One more comes" }).click();
    await page.getByRole("option", { name: "It is left out" }).click();
    await dialog.getByRole("button", { name: "Keep settings" }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step("one of two orders with the same number is left out", async () => {
    const saved = () => api.query<{ revision: number; document: { settings: object } }>("workflows.get", { id });
    await expect
      .poll(async () => (await saved()).document.settings)
      .toEqual({
        laneKey: "body.id",
        concurrency: { limit: 1, whenBusy: "skip" },
      });
    await api.mutate("workflows.publish", { id, revision: (await saved()).revision });
    const call = (order: number) => page.request.post(`/webhook/${path}`, { data: { id: order } });
    for (const order of [7, 7, 8]) expect((await call(order)).status()).toBe(200);
    await page.goto("/executions");
    await expect(page.getByRole("row").filter({ hasText: "Lanes" }).filter({ hasText: "Cancelled" })).toHaveCount(1);
    const { executions } = await api.query<{ executions: { id: number; status: string }[] }>("executions.list", {
      workflowId: id,
    });
    const skipped = executions.find(({ status }) => status === "cancelled");
    await page.goto(`/executions/${skipped?.id}`);
    await expect(page.getByText(/with the same key "7" was still under way/)).toBeVisible();
  });

  await test.step("the executions of one order are found by its number", async () => {
    await page.goto("/executions");
    const rows = page.getByRole("row").filter({ hasText: "Lanes" });
    await expect(rows).toHaveCount(3);
    await page.getByRole("searchbox", { name: "Key" }).fill("7");
    await expect(rows).toHaveCount(2);
    await expect(page).toHaveURL(/key=7$/);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect(rows).toHaveCount(3);
  });
});
