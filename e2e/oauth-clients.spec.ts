import { createHash, randomBytes } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test, uniquePath, watchConsole } from "./fixtures";
import { owner } from "./start-server";

const callback = "http://127.0.0.1:48999/done";

async function flaws(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

const confirm = (page: Page, baseURL: string | undefined) =>
  page.request.post("/api/auth/confirm", { data: { password: owner.password }, headers: { origin: baseURL ?? "" } });

/** What a program opens in a browser, and the secret that it keeps meanwhile. */
function asking(clientId: string, scope: string) {
  const verifier = randomBytes(32).toString("base64url");
  const search = new URLSearchParams({
    ...{ response_type: "code", client_id: clientId, redirect_uri: callback, scope, state: "of the program" },
    ...{ code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256" },
  });
  return { verifier, path: `/oauth2/authorize?${search}` };
}

/** What the program is told, at the address where it listens. */
async function sentTo(page: Page, act: () => Promise<void>): Promise<URLSearchParams> {
  await page.route(`${callback}?*`, (route) => route.fulfill({ contentType: "text/plain", body: "Thank you" }));
  await act();
  await page.waitForURL(`${callback}?*`);
  return new URL(page.url()).searchParams;
}

async function statusOf(request: APIRequestContext, token: string) {
  return (await request.get("/api/v1/workflows", { headers: { authorization: `Bearer ${token}` } })).status();
}

test("Users register a program, allow it what it asks for, and take it back", async ({ page, request, baseURL }) => {
  const problems = watchConsole(page);
  const name = uniquePath("Backup tool");
  await confirm(page, baseURL);
  await page.goto("/settings");
  await page.getByRole("button", { name: "New client" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("combobox", { name: "Where it runs" }).click();
  await page.getByRole("option", { name: /own machines/ }).click();
  const addresses = dialog.getByRole("textbox", { name: /send people back/ });
  await addresses.fill("http://shop.example/ ");
  await expect(dialog.getByText("is no address that may be used")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Register" })).toBeDisabled();
  await addresses.fill(callback);
  expect(await flaws(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Register" }).click();
  const clientId = (await dialog.locator("code").textContent()) ?? "";
  expect(clientId).toMatch(/^[\w-]{22}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("list", { name: "OAuth clients" })).toContainText(name);

  const { verifier, path } = asking(clientId, "workflows:read executions:read");
  await page.goto(path);
  await expect(page.getByRole("heading", { name: `${name} asks for access` })).toBeVisible();
  await expect(page.getByText(owner.email)).toBeVisible();
  await expect(page.getByRole("region", { name: "It may" }).getByRole("listitem")).toHaveText([
    ...["Read workflows", "Read executions"],
  ]);
  await expect(page.getByText("a program on this machine, 127.0.0.1:48999")).toBeVisible();
  for (const [colorScheme, width, height] of [
    ["dark", 390, 844],
    ["light", 1440, 900],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    expect(await flaws(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  }
  const answer = await sentTo(page, () => page.getByRole("button", { name: "Allow" }).click());
  expect([answer.get("state"), answer.get("iss"), answer.get("error")]).toEqual(["of the program", baseURL, null]);
  const token = await request.post("/api/oauth2/token", {
    form: {
      ...{ grant_type: "authorization_code", code: answer.get("code") ?? "", code_verifier: verifier },
      ...{ client_id: clientId, redirect_uri: callback },
    },
  });
  const { access_token } = (await token.json()) as { access_token: string };
  expect(await statusOf(request, access_token)).toBe(200);

  await page.goto("/settings/account");
  await expect(page.getByRole("list", { name: "Programs with access" })).toContainText(name);
  await page.getByRole("button", { name: `Withdraw access of ${name}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("list", { name: "Programs with access" }).getByText(name)).toHaveCount(0);
  await expect.poll(() => statusOf(request, access_token)).toBe(401);
  expect(problems).toEqual([]);
});

test("Users who are signed out sign in first, and can say no", async ({ page, api, browser, baseURL }) => {
  await confirm(page, baseURL);
  const name = uniquePath("Report tool");
  const { id } = await api.mutate<{ id: string }>("oauthClients.create", {
    ...{ name, isPublic: false, redirectUris: [callback], scopes: ["tables:read"] },
  });
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const visitor = await context.newPage();
  await visitor.goto(asking(id, "tables:read").path);
  await visitor.getByLabel("E-mail").fill(owner.email);
  await visitor.getByLabel("Password", { exact: true }).fill(owner.password);
  await visitor.getByRole("button", { name: "Sign in" }).click();
  await expect(visitor.getByRole("heading", { name: `${name} asks for access` })).toBeVisible();
  const answer = await sentTo(visitor, () => visitor.getByRole("link", { name: "Deny" }).click());
  expect(Object.fromEntries(answer)).toMatchObject({ error: "access_denied", state: "of the program", iss: baseURL });
  expect(JSON.stringify(await api.query("oauth.grants"))).not.toContain(name);
  await context.close();
});

test("A request of an unknown program leads nowhere, and says so", async ({ page }) => {
  await page.goto(asking("unknown", "tables:read").path);
  await expect(page.getByRole("heading", { name: "This request cannot be answered" })).toBeVisible();
  expect(await flaws(page)).toEqual([]);
  await page.getByRole("link", { name: "Go to your workflows" }).click();
  await expect(page).toHaveURL(/\/workflows$/);
});
