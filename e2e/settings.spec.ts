import { expect, test, uniquePath } from "./fixtures";
import { owner } from "./start-server";

test("Users can store a credential, change it without seeing its secret, and delete it", async ({ page, api }) => {
  const name = uniquePath("Shop token");
  await page.goto("/credentials");
  await page.getByRole("button", { name: "New credential" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Bearer token/ }).click();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await dialog.getByRole("textbox", { name: "Token" }).fill("very-secret");
  await dialog.getByRole("button", { name: /^(Save|Create)/ }).click();
  await expect(page.getByRole("button", { name, exact: true })).toBeVisible();

  await page
    .getByRole("button", { name: new RegExp(`Edit ${name}|${name}`) })
    .first()
    .click();
  const edit = page.getByRole("dialog");
  await expect(edit.getByRole("textbox", { name: "Token" })).toHaveValue("");
  await page.keyboard.press("Escape");
  expect(JSON.stringify(await api.query("credentials.list"))).not.toContain("very-secret");

  const [stored] = (await api.query<{ id: string; name: string }[]>("credentials.list")).filter(
    (known) => known.name === name,
  );
  await api.mutate("credentials.delete", { id: stored?.id });
  await page.reload();
  await expect(page.getByText(name)).toHaveCount(0);
});

test("Users can set variables that expressions read", async ({ page, api }) => {
  const name = `shop_${Math.random().toString(36).slice(2, 8)}`;
  await page.goto("/settings");
  await page
    .getByRole("button", { name: /add|new variable/i })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Value" }).fill("https://shop.example");
  await dialog.getByRole("button", { name: /^(Save|Add|Create)/ }).click();
  await expect(page.getByRole("list", { name: "Variables" })).toContainText(name);
  expect(await api.query("variables.list")).toContainEqual({ name, value: "https://shop.example" });
});

test("Users can choose the theme, and it stays", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("radiogroup", { name: "Theme" }).getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.reload();
  await expect(page.locator("html")).toHaveClass(/dark/);
});

test("Users make an API key that reads tables, see it once, replace it, and revoke both", async ({
  page,
  request,
  baseURL,
}) => {
  const name = uniquePath("Shop program");
  const headers = { origin: baseURL ?? "" };
  await page.request.post("/api/auth/confirm", { data: { password: owner.password }, headers });
  await page.goto("/settings");
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: "Create" }).click();
  const key = (await dialog.locator("code").textContent()) ?? "";
  expect(key).toMatch(/^iw_\w{8}_\w{43}_\w{6}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  const keys = page.getByRole("list", { name: "API keys" });
  await expect(keys).toContainText(name);
  await expect(keys).not.toContainText(key.slice(12, 40));

  const call = () => request.get("/api/v1/tables", { headers: { authorization: `Bearer ${key}` } });
  expect((await call()).status()).toBe(200);

  await page.getByRole("button", { name: `Replace ${name}` }).click();
  await dialog.getByRole("button", { name: "Replace" }).click();
  const next = (await dialog.locator("code").textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(keys.getByRole("listitem").filter({ hasText: key.slice(0, 11) })).toContainText(
    `replaced by ${next.slice(0, 11)}`,
  );
  expect((await call()).headers().sunset).toMatch(/GMT$/);

  for (const count of [1, 0]) {
    await page
      .getByRole("button", { name: `Revoke ${name}` })
      .first()
      .click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
    await expect(keys.getByRole("listitem").filter({ hasText: name })).toHaveCount(count);
  }
  await expect.poll(async () => (await call()).status()).toBe(401);
});

test("A private key keeps its line breaks, and Save stays in sight of a long credential", async ({ page, api }) => {
  const name = `Files ${Math.random().toString(36).slice(2, 8)}`;
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\ndef\n-----END OPENSSH PRIVATE KEY-----\n";
  await page.setViewportSize({ width: 1440, height: 600 });
  await page.goto("/credentials");
  await page.getByRole("button", { name: "New credential" }).first().click();
  const dialog = page.getByRole("dialog");
  const search = dialog.getByRole("searchbox", { name: "Search by service or kind" });
  await search.fill("no such thing");
  await expect(dialog.getByText("No kind fits.")).toBeVisible();
  await search.fill("ssh files");
  await dialog.getByRole("button", { name: /^SFTP/ }).click();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await expect(dialog.getByRole("button", { name: "Save", exact: true })).toBeInViewport({ ratio: 1 });
  await dialog.getByRole("textbox", { name: "Host", exact: true }).fill("files.example.com");
  await dialog.getByRole("textbox", { name: "User" }).fill("ann");
  await dialog.getByRole("textbox", { name: "Private key" }).fill(key);
  const sent = page.waitForRequest(/credentials\.create/);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  expect((await sent).postData()).toContain(JSON.stringify(key));
  await expect(dialog).toBeHidden();
  const [stored] = (await api.query<{ id: string; name: string }[]>("credentials.list")).filter(
    (one) => one.name === name,
  );
  await api.mutate("credentials.delete", { id: stored?.id });
});
