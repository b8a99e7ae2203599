import { expect, test } from "./fixtures";
import { owner } from "./start-server";

test.describe("A visitor without a session", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("is led to the sign-in, told of a wrong password, and then to the page that was wanted", async ({ page }) => {
    await page.goto("/credentials");
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fcredentials$/);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "wrong" })).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/credentials$/);
    await expect(page.getByRole("heading", { name: "Credentials", level: 1 })).toBeVisible();
  });

  test("is never sent to another site after signing in", async ({ page }) => {
    await page.goto("/sign-in?next=https%3A%2F%2Fevil.example");
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/workflows$/);
  });

  test("cannot set the server up a second time", async ({ page }) => {
    await page.goto("/setup");
    await expect(page).toHaveURL(/\/sign-in$/);
  });

  test("can sign out again, and is out", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: owner.name }).first().click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goto("/workflows");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("A page that does not exist says so", async ({ page }) => {
  const answer = await page.goto("/nowhere");
  expect(answer?.status()).toBe(404);
  await expect(page.getByText("There is nothing at this address")).toBeVisible();
});
