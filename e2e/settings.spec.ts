import { expect, test, uniquePath } from "./fixtures";

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
