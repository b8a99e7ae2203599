import AxeBuilder from "@axe-core/playwright";
import { expect, test, uniquePath } from "./fixtures";

test("Users say where a credential may be sent, and where its secret is", async ({ page }) => {
  const name = uniquePath("Shop");
  await page.goto("/credentials");
  await page.getByRole("button", { name: "New credential" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^GitHub token/ }).click();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  const hosts = dialog.getByRole("textbox", { name: "Allowed hosts" });
  await expect(hosts).toHaveAttribute("placeholder", "api.github.com");

  await dialog.getByRole("button", { name: "Read Access token from outside" }).click();
  await dialog.getByRole("combobox", { name: "Where Access token is" }).click();
  await page.getByRole("option", { name: "Vault" }).click();
  await dialog.getByRole("textbox", { name: "Mount and path" }).fill("secret/shop");
  await dialog.getByRole("textbox", { name: "Key" }).fill("token");
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await hosts.fill("https://example.com/x");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("“https://example.com/x” is no host")).toBeVisible();
  await hosts.fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole("button", { name }).first().click();
  await expect(hosts).toHaveValue("api.github.com");
  await expect(dialog.getByRole("textbox", { name: "Mount and path" })).toHaveValue("secret/shop");
  await dialog.getByRole("button", { name: "Test" }).click();
  await expect(dialog.getByText("there is no vault")).toBeVisible();
  await dialog.getByRole("button", { name: "Enter it here" }).click();
  await expect(dialog.getByLabel("Access token", { exact: true })).toHaveValue("");
  await hosts.fill("*.github.com, git.lan:3000");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name }).first().click();
  await expect(hosts).toHaveValue("*.github.com, git.lan:3000");
});
