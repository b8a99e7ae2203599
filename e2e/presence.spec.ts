import type { Browser, Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";
import { ownServer } from "./start-server";

/** Each tab tells of itself every five seconds. */
const soon = { timeout: 15_000 };
const others = (page: Page) => page.getByRole("list", { name: "Also open by" });

const document = () =>
  chain("Shared", ["Start", "manualTrigger"], ["Call", "httpRequest", { url: "https://a.example" }], ["End", "noOp"]);

/** The same workflow in two browsers. */
async function openTogether(page: Page, browser: Browser, baseURL: string | undefined, id: string) {
  const first = new EditorPage(page);
  await first.open(id);
  const context = await browser.newContext({ baseURL, storageState: ownServer().session });
  const second = new EditorPage(await context.newPage());
  await second.open(id);
  return [first, second] as const;
}

test("Two browsers with one workflow see each other, at which node, and no longer when one leaves", async ({
  page,
  browser,
  baseURL,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: document() });
  const [first, second] = await openTogether(page, browser, baseURL, id);
  await expect(others(second.page).getByRole("button")).toHaveAccessibleName(
    "You, in another tab: has this workflow open",
    soon,
  );
  await expect(others(page).getByRole("listitem")).toHaveCount(1, soon);

  await test.step("which node the other has open", async () => {
    await second.openNode("Call");
    await expect(others(page).getByRole("button")).toHaveAccessibleName("You, in another tab: at “Call”", soon);
    await expect(first.node("Call")).toContainText("You, in another tab: has this node open");
    await expect(first.node("End")).not.toContainText("has this node open");
    await second.closePanel();
    await expect(first.node("Call")).not.toContainText("has this node open", soon);
  });

  await test.step("it is gone when it has left", async () => {
    await second.page.getByRole("link", { name: "Back to all workflows" }).click();
    await expect(others(page)).toBeHidden(soon);
  });
  await test.step("and when its tab is closed, before it would be missed", async () => {
    await second.open(id);
    await expect(others(page).getByRole("listitem")).toHaveCount(1, soon);
    await second.page.close({ runBeforeUnload: true });
    await expect(others(page)).toBeHidden({ timeout: 12_000 });
  });
  await second.page.context().close();
});

test("What one browser saves appears in the other without a question, while that has nothing unsaved", async ({
  page,
  browser,
  baseURL,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: document() });
  const [first, second] = await openTogether(page, browser, baseURL, id);
  await first.rename("Renamed in the first browser");
  await first.node("End").click();
  await page.keyboard.press("Delete");
  await first.saved();
  await expect(second.page.getByText("The workflow was changed elsewhere: you see the newest now.")).toBeVisible(soon);
  await expect(second.page.getByRole("textbox", { name: "Name of the workflow" })).toHaveValue(
    "Renamed in the first browser",
  );
  await expect(second.node("End")).toHaveCount(0);
  await expect(second.page.getByRole("dialog")).toHaveCount(0);

  await test.step("and the other way round, with a node open", async () => {
    const panel = await first.openNode("Call");
    await second.openNode("Call");
    const theirs = second.page.getByRole("dialog").getByRole("textbox", { name: "URL" });
    await theirs.fill("https://b.example");
    await second.saved();
    await expect(panel.getByRole("textbox", { name: "URL" })).toHaveValue("https://b.example", soon);
    await expect(panel).toBeVisible();
  });

  await test.step("nothing is lost on the way", async () => {
    await second.closePanel();
    await first.closePanel();
    await first.rename("Both have a hand in it");
    await first.saved();
    expect(await api.query<{ document: unknown }>("workflows.get", { id })).toMatchObject({
      document: {
        name: "Both have a hand in it",
        nodes: [{ name: "Start" }, { name: "Call", params: { url: "https://b.example" } }],
      },
    });
  });
  await second.page.context().close();
});
