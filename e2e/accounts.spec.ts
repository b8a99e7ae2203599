import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import Database from "better-sqlite3";
import { Secret, TOTP } from "otpauth";
import { expect, test, watchConsole } from "./fixtures";
import { owner, ownServer } from "./start-server";

const password = "violet ladder under rain";
const guest = { name: "Gwen Guest", email: `gwen-${Math.random().toString(36).slice(2, 8)}@example.com` };

/** Somebody else's browser. */
async function anotherBrowser(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  return context.newPage();
}

async function flaws(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

test("A guest is invited, joins, turns on two-factor sign-in, signs in by a code, and ends that session", async ({
  page,
  browser,
  baseURL,
}) => {
  test.slow();
  const problems = watchConsole(page);
  await page.request.post("/api/auth/confirm", {
    data: { password: owner.password },
    headers: { origin: baseURL ?? "" },
  });

  await page.goto("/settings/sign-in");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(guest.email);
  await dialog.getByRole("combobox", { name: "Project" }).click();
  await page.getByRole("option", { name: "Main" }).click();
  expect(await flaws(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = (await dialog.getByText(/\/invite\//).textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("list", { name: "Invitations" })).toContainText(guest.email);
  await expect(page.getByRole("list", { name: "Invitations" })).toContainText("editor of Main");

  const laptop = await anotherBrowser(browser, baseURL);
  await laptop.goto(link);
  await laptop.getByLabel("Name").fill(guest.name);
  await laptop.getByLabel("Password", { exact: true }).fill("password123");
  await laptop.getByRole("button", { name: "Join" }).click();
  await expect(laptop.getByText("one of the first passwords that are guessed")).toBeVisible();
  expect(await flaws(laptop)).toEqual([]);
  await laptop.getByLabel("Password", { exact: true }).fill(password);
  await laptop.getByRole("button", { name: "Join" }).click();
  await expect(laptop).toHaveURL(/\/workflows$/);

  await laptop.goto("/settings/account");
  await expect(laptop.getByRole("link", { name: "Sign-in" })).toHaveCount(0);
  await laptop.getByRole("button", { name: "Turn on" }).click();
  const setup = laptop.getByRole("dialog");
  await setup.getByLabel("Your password", { exact: true }).fill(password);
  await setup.getByRole("button", { name: "Continue" }).click();
  await expect(setup.getByRole("img", { name: "QR code" })).toBeVisible();
  const key = ((await setup.locator("code").textContent()) ?? "").replace(/\s/g, "");
  const app = new TOTP({ secret: Secret.fromBase32(key) });
  expect(await flaws(laptop)).toEqual([]);
  await setup.getByLabel("Code", { exact: true }).fill(app.generate());
  await setup.getByRole("button", { name: "Turn on" }).click();
  await expect(setup.getByRole("list", { name: "Keep your recovery codes" }).getByRole("listitem")).toHaveCount(10);
  await setup.getByRole("button", { name: "I have stored them" }).click();
  await expect(laptop.getByText("10 recovery codes left")).toBeVisible();

  const phone = await anotherBrowser(browser, baseURL);
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto("/sign-in");
  await phone.getByLabel("E-mail").fill(guest.email);
  await phone.getByLabel("Password", { exact: true }).fill(password);
  await phone.getByRole("button", { name: "Sign in" }).click();
  await phone.getByLabel("Code", { exact: true }).fill("000000");
  await phone.getByRole("button", { name: "Sign in" }).click();
  await expect(phone.getByRole("alert").filter({ hasText: "not right" })).toBeVisible();
  expect(await flaws(phone)).toEqual([]);
  await phone.getByLabel("Code", { exact: true }).fill(app.generate({ timestamp: Date.now() + 30_000 }));
  await phone.getByRole("button", { name: "Sign in" }).click();
  await expect(phone).toHaveURL(/\/workflows$/);

  await laptop.reload();
  const sessions = laptop.getByRole("list", { name: "Sessions" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await sessions.getByRole("button", { name: /^End the session of/ }).click();
  await laptop.getByRole("alertdialog").getByRole("button", { name: "End" }).click();
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await phone.goto("/workflows");
  await expect(phone).toHaveURL(/\/sign-in/);
  expect(problems).toEqual([]);
});

test("Who signed in long ago is asked for the password before it makes a key, and goes on with it", async ({
  page,
}) => {
  await page.goto("/settings");
  const db = new Database(join(ownServer().dataFolder, "islewire.db"));
  db.prepare("UPDATE session SET confirmed_at = ?").run(Date.now() - 11 * 60_000);
  db.close();
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Asked for");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  const asked = page.getByRole("dialog", { name: "Confirm that it is you" });
  await asked.getByLabel("Your password", { exact: true }).fill("not the password");
  await asked.getByRole("button", { name: "Confirm" }).click();
  await expect(asked.getByText("This is not right.")).toBeVisible();
  await asked.getByLabel("Your password", { exact: true }).fill(owner.password);
  await asked.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText(/^iw_\w{8}_/)).toBeVisible();
});
