import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, uniquePath } from "./fixtures";

/** A service with a page that asks whether to agree, and a token endpoint that checks the proof key. */
async function startProvider() {
  const challenges = new Map<string, string>();
  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? "/", "http://localhost");
    if (url.pathname === "/authorize") {
      const redirectUri = url.searchParams.get("redirect_uri") ?? "";
      const state = url.searchParams.get("state") ?? "";
      const code = `code-${challenges.size}`;
      challenges.set(code, url.searchParams.get("code_challenge") ?? "");
      const to = (answer: object) =>
        `${redirectUri}?${new URLSearchParams({ ...answer, state })}`.replaceAll("&", "&amp;");
      res.writeHead(200, { "content-type": "text/html" });
      return res.end(
        `<h1>Islewire wants to read your files</h1><a href="${to({ code })}">Allow</a> <a href="${to({ error: "access_denied" })}">Deny</a>`,
      );
    }
    let text = "";
    for await (const chunk of req) text += chunk;
    const body = new URLSearchParams(text);
    const digest = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    const isRight = challenges.get(body.get("code") ?? "") === digest;
    const idToken = `e30.${Buffer.from('{"email":"ann@example.com"}').toString("base64url")}.`;
    res.writeHead(isRight ? 200 : 400, { "content-type": "application/json" });
    res.end(
      JSON.stringify(
        isRight
          ? { access_token: "a", refresh_token: "r", expires_in: 3_600, scope: "files", id_token: idToken }
          : { error: "invalid_grant" },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

/** Fills in a new credential, up to the button that connects it. */
async function fillIn(page: Page, name: string, origin: string) {
  await page.goto("/credentials");
  await page.getByRole("button", { name: "New credential" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^OAuth2/ }).click();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await dialog.getByRole("combobox", { name: "Token from" }).click();
  await page.getByRole("option", { name: "Signing in at the service" }).click();
  await dialog.getByRole("textbox", { name: "Authorization URL" }).fill(`${origin}/authorize`);
  await dialog.getByRole("textbox", { name: "Token URL" }).fill(`${origin}/token`);
  await dialog.getByRole("textbox", { name: "Client id" }).fill("app");
  return dialog;
}

test("Users connect a credential by signing in at the service, in a window of its own", async ({ page, baseURL }) => {
  const provider = await startProvider();
  const name = uniquePath("Files");
  const dialog = await fillIn(page, name, provider.origin);
  const section = dialog.getByRole("region", { name: "Sign-in at the service" });
  await expect(section).toContainText(`${baseURL}/oauth2/callback`);
  const opened = page.waitForEvent("popup");
  await section.getByRole("button", { name: "Save and connect" }).click();
  const popup = await opened;
  await expect(section.getByText("Sign in at the service in the other window.")).toBeVisible();
  await popup.getByRole("link", { name: "Deny" }).click();
  await expect(popup.getByRole("status")).toContainText("The service was told not to agree");
  await expect(section).toContainText("The service was told not to agree");

  const openedAgain = page.waitForEvent("popup");
  await section.getByRole("button", { name: "Save and connect" }).click();
  const second = await openedAgain;
  await second.getByRole("link", { name: "Allow" }).click();
  await expect(second.getByText("Connected as ann@example.com")).toBeVisible();
  await expect(section).toContainText("Connected as ann@example.com");
  await expect(section).toContainText("For: files");
  await expect(section.getByRole("button", { name: "Save and connect again" })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name }).first().click();
  await expect(page.getByRole("dialog")).toContainText("Connected as ann@example.com");
  provider.stop();
});

test("Users connect a credential where no window may be opened", async ({ page }) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  const provider = await startProvider();
  const dialog = await fillIn(page, uniquePath("Files"), provider.origin);
  await dialog.getByRole("button", { name: "Save and connect" }).click();
  await page.getByRole("link", { name: "Allow" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign-in at the service");
  await expect(page.getByText("Connected as ann@example.com")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole("link", { name: "Go to the credentials" }).click();
  await expect(page).toHaveURL(/\/credentials$/);
  provider.stop();
});
