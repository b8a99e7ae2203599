import AxeBuilder from "@axe-core/playwright";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

const hook = (path: string) => chain("Orders", ["Hook", "webhook", { path, methods: ["POST"] }], ["End", "noOp"]);

test("Users find out why a webhook did not fire, publish it and replay what was missed", async ({
  page,
  api,
  request,
  baseURL,
}) => {
  const path = uniquePath("orders");
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: { ...hook(path), name: `Shop ${path}` },
  });
  const call = () =>
    request.post(`${baseURL}/webhook/${path}`, { data: { order: 7 }, headers: { authorization: "Bearer hidden" } });
  expect((await call()).status()).toBe(404);

  await test.step("the node leads to the requests of its address", async () => {
    const editor = new EditorPage(page);
    await editor.open(id);
    await editor.openNode("Hook");
    await page.getByRole("link", { name: "Requests", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Webhook requests");
    await expect(page.getByRole("searchbox", { name: "Part of the path" })).toHaveValue(path);
  });

  const row = page.getByRole("row").filter({ hasText: path });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Unknown path");

  const dialog = page.getByRole("dialog");
  await test.step("by keyboard: what came, without its secret, and what is wrong", async () => {
    await row.getByRole("button", { name: path }).focus();
    await page.keyboard.press("Enter");
    await expect(dialog).toContainText(`Shop ${path} has this path, but is not published.`);
    await expect(dialog).toContainText('{"order":7}');
    await expect(dialog).toContainText("authorization: was there, and is not kept");
    await expect(dialog).not.toContainText("hidden");
    const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
    expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
      [],
    );
  });

  await test.step("replayed on what is published, it says what is missing", async () => {
    await dialog.getByRole("button", { name: "Replay" }).click();
    await page.getByRole("menuitem", { name: "On what is published" }).click();
    await expect(page.getByText("1 request could not be replayed")).toBeVisible();
    // An open menu hides the dialog from roles, and the first Escape may close the hint of the button that has the focus.
    await expect(page.locator("[role=menu]")).toHaveCount(0);
    await expect(async () => {
      await page.keyboard.press("Escape");
      await expect(page.locator("[role=dialog]")).toHaveCount(0, { timeout: 1_000 });
    }).toPass();
  });

  await api.mutate("workflows.publish", { id, revision: 1 });
  expect((await call()).status()).toBe(202);
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await expect(row.filter({ hasText: "Accepted" })).toHaveCount(1);

  await test.step("several at once, and the replays are marked", async () => {
    await page.getByRole("checkbox", { name: "Select all" }).click();
    await expect(page.getByText("2 selected")).toBeVisible();
    await page.getByRole("button", { name: "Replay" }).click();
    await page.getByRole("menuitem", { name: "On what is published" }).click();
    await expect(page.getByText("2 requests were replayed")).toBeVisible();
    await expect(row.filter({ hasText: "Replay of" })).toHaveCount(2);
  });

  await test.step("filtered, and on to the execution", async () => {
    await page.getByRole("combobox", { name: "Result" }).click();
    await page.getByRole("option", { name: "Refused, all" }).click();
    await expect(row).toHaveCount(1);
    await page.getByRole("combobox", { name: "Result" }).click();
    await page.getByRole("option", { name: "Accepted, all" }).click();
    await expect(row).toHaveCount(3);
    await row
      .first()
      .getByRole("link", { name: /^Execution/ })
      .click();
    await expect(page).toHaveURL(/\/executions\/\d+$/);
  });
});

test("On a phone the executions lead to the webhook requests", async ({ page, api, request, baseURL }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const path = uniquePath("phone");
  await api.query("webhookRequests.list", {});
  await request.post(`${baseURL}/webhook/${path}`, { data: {} });
  await page.goto("/executions");
  await page.getByRole("link", { name: "Webhook requests" }).click();
  await page.getByRole("button", { name: path }).click();
  await expect(page.getByRole("dialog")).toContainText(`No webhook answers at /webhook/${path}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test("Filters that are changed in quick succession are all there at the end, and the list is theirs", async ({
  page,
  request,
  baseURL,
}) => {
  const path = uniquePath("quick");
  for (const name of [path, `${path}-other`]) await request.post(`${baseURL}/webhook/${name}`, { data: {} });

  await test.step("of webhook requests", async () => {
    await page.goto("/webhooks");
    // The answer for what was typed first comes last.
    await page.route(/webhookRequests\.list/, async (route) => {
      const isFirst = decodeURIComponent(route.request().url()).includes(`"${path.slice(0, -1)}"`);
      if (isFirst) await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    const text = page.getByRole("searchbox", { name: "Part of the path" });
    await text.fill(path.slice(0, -1));
    await page.waitForTimeout(320);
    await text.fill(`${path}-other`);
    // Before the text is taken over.
    await page.getByRole("combobox", { name: "Result" }).click();
    await page.getByRole("option", { name: "Refused, all" }).click();
    await expect(page).toHaveURL((url) => {
      const { searchParams } = new URL(url);
      return searchParams.get("path") === `${path}-other` && searchParams.get("result") === "refused";
    });
    const rows = page.getByRole("row").filter({ hasText: path });
    await expect(rows).toHaveCount(1);
    await page.waitForTimeout(1_700);
    await expect(rows).toHaveCount(1);
    await expect(page).toHaveURL(/result=refused/);
    await expect(text).toHaveValue(`${path}-other`);
  });

  await test.step("of executions", async () => {
    await page.goto("/executions");
    const key = page.getByRole("searchbox");
    await key.fill("nobody has this");
    await page.getByRole("combobox", { name: "Status" }).click();
    await page.getByRole("option", { name: "Failed" }).click();
    await expect(page).toHaveURL((url) => {
      const { searchParams } = new URL(url);
      return searchParams.get("key") === "nobody has this" && searchParams.get("status") === "failed";
    });
  });
});
