import { chain } from "./documents";
import { expect, test, uniquePath } from "./fixtures";

test("Users see what starts next, what was left out and why, and open the workflow and what it did last", async ({
  page,
  api,
}) => {
  const name = uniquePath("Busy");
  const busy = {
    ...chain(
      name,
      ["Each second", "schedule", { rules: [{ when: { is: "seconds", every: 1 } }], timezone: "Asia/Tokyo" }],
      ["Work", "code", { mode: "all", source: "const end = Date.now() + 2500; while (Date.now() < end); return [];" }],
    ),
    name,
    settings: { concurrency: { limit: 1, whenBusy: "skip" } },
  };
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: busy });
  await api.mutate("workflows.publish", { id, revision: 1 });

  await page.goto("/executions");
  await page.getByRole("link", { name: "Schedules" }).last().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Schedules");
  await page.getByRole("searchbox", { name: "Part of the workflow’s name" }).fill(name);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Each second");
  await expect(row).toContainText("Every second");
  await expect(row).toContainText("Asia/Tokyo");
  await expect(row.getByRole("link", { name: /^Execution/ })).toBeVisible();

  await test.step("by keyboard: what was left out, with the reason", async () => {
    await page.getByRole("tab", { name: "Next starts" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("tab", { name: "Left out" })).toBeFocused();
    await expect(page).toHaveURL(new RegExp(`workflow=${name}&view=skipped|view=skipped&workflow=${name}`));
    const skipped = page.getByRole("row").filter({ hasText: name }).first();
    await expect(skipped).toContainText("The workflow’s settings leave it out while others run");
    await expect(skipped).toContainText(/\d starts?/);
  });

  await test.step("on a phone too", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole("row").filter({ hasText: name }).first()).toContainText("The workflow’s settings");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  await api.mutate("workflows.unpublish", { id });
  await page.getByRole("link", { name }).first().click();
  await expect(page).toHaveURL(new RegExp(`/workflows/${id}$`));
});
