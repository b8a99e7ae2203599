import { expect, type Locator, type Page } from "@playwright/test";
import { carrierApi } from "./exhibits.ts";
import type { PictureName } from "./pictures.ts";
import type { Stage } from "./stage.ts";

type Scene = (page: Page, stage: Stage) => Promise<void>;

/** Where others have the workflow open too. */
export const withOthers: ReadonlySet<PictureName> = new Set(["node-panel-docked"]);

/** How each picture is come to. */
export const scenes: { [name in PictureName]: Scene } = {
  async editor(page, { url, workflow, execution }) {
    await openEditor(page, `${url}/workflows/${workflow.orders}?execution=${execution.large}`);
    await page.getByRole("button", { name: "Show the steps of the run" }).click();
    await showAll(page);
  },
  async groups(page, { url, workflow }) {
    await openEditor(page, `${url}/workflows/${workflow.intake}`);
    await showAll(page);
    await page.getByRole("button", { name: "Check the order" }).click();
  },
  async "node-panel"(page, { url, workflow, execution }) {
    await openEditor(page, `${url}/workflows/${workflow.orders}?execution=${execution.large}`);
    await node(page, "Normalise").dblclick();
    await expect(page.getByRole("dialog").getByText("ada@example.com").first()).toBeVisible();
  },
  async "node-panel-docked"(page, { url, workflow, execution }) {
    await openInAnotherTab(page, `${url}/workflows/${workflow.orders}`, "Tell the team");
    await page.bringToFront();
    await openEditor(page, `${url}/workflows/${workflow.orders}?execution=${execution.large}`);
    await node(page, "Large order?").dblclick();
    await page.getByRole("button", { name: "Beside the canvas" }).click();
    await showAll(page);
    await expect(page.getByRole("list", { name: "Also open by" })).toBeVisible();
  },
  async commands(page, { url, workflow }) {
    await openEditor(page, `${url}/workflows/${workflow.intake}`);
    await node(page, "Look up stock").click();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("What do you want to do?").fill("co");
  },
  async "run-log"(page, { url, execution }) {
    await openEditor(page, `${url}/executions/${execution.stock}`);
    await page.getByRole("button", { name: "Log", exact: true }).click();
    await expect(page.getByText("reading the stock")).toBeVisible();
    await showAll(page);
  },
  async history(page, { url }) {
    await page.goto(`${url}/executions`);
    await expect(page.getByRole("table").getByText("Waiting").first()).toBeVisible();
  },
  async compare(page, { url, execution }) {
    await openEditor(page, `${url}/executions/compare?a=${execution.large}&b=${execution.small}`);
    await page.getByRole("button", { name: "Normalise" }).click();
    await expect(page.getByText("ada@example.com")).toBeVisible();
    await showAll(page);
  },
  async versions(page, { url, workflow }) {
    await openEditor(page, `${url}/workflows/${workflow.prices}/versions`);
    await expect(page.getByText("Before the new prices")).toBeVisible();
    await showAll(page);
  },
  async chinese(page, { url, workflow, execution }) {
    await page.context().addCookies([{ name: "islewire-locale", value: "zh-CN", url }]);
    await openEditor(page, `${url}/workflows/${workflow.chinese}?execution=${execution.chinese}`);
    await node(page, "整理字段").dblclick();
    await page.getByRole("button", { name: "停靠在画布旁" }).click();
    await showAll(page);
  },
  async phone(page, { url, execution }) {
    await openEditor(page, `${url}/executions/${execution.failed}`);
    await expect(page.getByText("Correct the value")).toBeVisible();
  },
  async form(page, { url }) {
    await page.goto(`${url}/form/workshop`);
    await page.getByLabel("E-mail").fill("ann@example.com");
    await page.getByLabel("13 May").check();
    await page.getByLabel("Glazing").check();
    await page.getByRole("heading", { level: 1 }).click();
  },
  async templates(page, { url }) {
    await page.goto(`${url}/templates`);
    await expect(page.getByRole("heading", { name: "CMS publish" })).toBeVisible();
  },
  async template(page, { url, workflow }) {
    await openEditor(page, `${url}/workflows/${workflow.monitoring}`);
    await showAll(page);
  },
  async table(page, { url, table }) {
    await page.goto(`${url}/tables/${table}`);
    await expect(page.getByRole("gridcell", { name: "BOWL-L" })).toBeVisible();
    await page.getByRole("gridcell", { name: "Large bowl" }).click();
  },
  async "webhook-requests"(page, { url }) {
    await page.goto(`${url}/webhooks?path=order`);
    await page.getByRole("row").filter({ hasText: "Unknown path" }).getByRole("button").click();
    await expect(page.getByRole("dialog")).toContainText("No webhook answers at /webhook/order");
  },
  async schedules(page, { url }) {
    await page.goto(`${url}/schedules`);
    await expect(page.getByRole("row").filter({ hasText: "Backup of the shop" })).toContainText("Daily at 22:00");
  },
  async state(page, { url, workflow }) {
    await page.goto(`${url}/workflows/${workflow.stock}/state`);
    await expect(page.getByText("Cursor “prices” stands at")).toBeVisible();
  },
  async "api-nodes"(page, { url }) {
    await page.goto(`${url}/api-nodes`);
    await page.getByRole("button", { name: "Add from a document" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("tab", { name: "As text" }).click();
    await dialog.getByRole("textbox").fill(JSON.stringify(carrierApi, null, 2));
    await dialog.getByRole("button", { name: "Read the document" }).click();
    await expect(dialog.getByRole("textbox", { name: "Name of the node" })).toHaveValue("Parcel carrier");
    await dialog.getByRole("heading").first().click();
  },
  async approval(page, { url, approvalPath }) {
    await page.goto(url + approvalPath);
    await expect(page.getByRole("button", { name: "Publish", exact: true })).toBeVisible();
  },
};

async function openEditor(page: Page, address: string) {
  await page.goto(address);
  await expect(page.locator(".react-flow__node").first()).toBeAttached();
}

const node = (page: Page, name: string): Locator =>
  page.locator(".react-flow__node").filter({ has: page.getByText(name, { exact: true }) });

async function showAll(page: Page) {
  await page.getByRole("button", { name: /Fit to window|适应窗口/ }).click();
  // Its name is shown as long as the pointer is on it.
  await page.mouse.move(0, 0);
}

async function openInAnotherTab(page: Page, address: string, name: string) {
  const other = await page.context().newPage();
  // The colour of a tab follows from its random name.
  await other.addInitScript(() => {
    crypto.getRandomValues = <T>(array: T) => array;
  });
  await openEditor(other, address);
  await node(other, name).dblclick();
}
