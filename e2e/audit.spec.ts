import { expect, test, uniquePath } from "./fixtures";

test("Administrators find who did what, by filters that stay in the address, and take it away as a file", async ({
  page,
  api,
}) => {
  const name = uniquePath("Audited");
  const { id } = await api.mutate<{ id: string }>("workflows.create", { name });
  await api.mutate("workflows.delete", { id });
  await page.goto("/settings");
  await page.getByRole("link", { name: "Read the audit log" }).click();
  const table = page.getByRole("table", { name: "Audit log" });
  await expect(table.getByRole("row", { name: /Workflow deleted/ }).first()).toContainText(name);

  await page.getByRole("searchbox", { name: "What it was done to" }).fill(name);
  await expect(table.getByRole("row")).toHaveCount(3);
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Workflow created" }).click();
  await expect(table.getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(table.getByRole("row")).toHaveCount(2);

  const row = table.getByRole("button", { name: "Workflow created" });
  await row.click();
  await expect(row).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("button", { name: /Show only events about this/ }).click();
  await expect(page).toHaveURL(new RegExp(`target=${id}`));

  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "As CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
});
