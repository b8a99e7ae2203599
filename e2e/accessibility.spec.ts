import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test, watchConsole } from "./fixtures";

const looks = [
  { name: "light, wide", colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "dark, narrow", colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

/** Of the page, or of a part of it. */
async function flaws(page: Page, part?: string) {
  const all = new AxeBuilder({ page });
  const { violations } = await (part ? all.include(part) : all).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

for (const path of [
  "/overview",
  "/workflows",
  "/templates",
  "/executions",
  "/schedules",
  "/tables",
  "/webhooks",
  "/credentials",
  "/settings",
  "/api-reference",
  "/settings/audit",
  "/settings/account",
  "/settings/sign-in",
]) {
  test(`${path} has no problem that a machine can find, light and wide, dark and narrow`, async ({ page }) => {
    const problems = watchConsole(page);
    for (const { colorScheme, viewport } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      if (page.url() === "about:blank") await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      expect(await flaws(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, "nothing stands out to the side").toBeLessThanOrEqual(0);
    }
    expect(problems).toEqual([]);
  });
}

for (const { name, ...use } of looks) {
  test.describe(`Pages, ${name},`, () => {
    test.use(use);

    test("the editor and its node panel have no problem that a machine can find", async ({ page, api }) => {
      const problems = watchConsole(page);
      const document = chain(
        "Axe",
        ["Start", "manualTrigger"],
        ["Fields", "editFields"],
        ["Call", "httpRequest", { url: "https://example.com" }],
      );
      const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
      const editor = new EditorPage(page);
      await editor.open(id);
      await expect(editor.node("Call")).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      await editor.openNode("Call");
      expect(await flaws(page, "[role=dialog]")).toEqual([]);
      expect(problems).toEqual([]);
    });

    test("the log of a run and two executions compared have no problem that a machine can find", async ({
      page,
      api,
    }) => {
      const problems = watchConsole(page);
      const source =
        "console.log('Looking', Math.random()); if ($execution.id) throw new Error('Not found in ' + $execution.id);";
      const document = chain("Axe", ["Start", "manualTrigger"], ["Code", "code", { mode: "all", source }]);
      const { id: workflowId } = await api.mutate<{ id: string }>("workflows.create", { document });
      const ids: number[] = [];
      for (const _ of "ab") {
        const { id } = await api.mutate<{ id: number }>("executions.start", { workflowId, document });
        await expect
          .poll(async () => (await api.query<{ status: string }>("executions.get", { id })).status)
          .toBe("failed");
        ids.push(id);
      }
      await page.goto(`/executions/${ids[0]}`);
      await page.getByRole("button", { name: "Log", exact: true }).click();
      await expect(page.getByText(/^Looking/)).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      await page.goto(`/executions/compare?a=${ids[0]}&b=${ids[1]}`);
      await expect(page.getByText(`#${ids[1]}: Not found in`)).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      expect(problems).toEqual([]);
    });

    test("the settings in Chinese have no problem that a machine can find", async ({ page, context, baseURL }) => {
      await context.addCookies([{ name: "islewire-locale", value: "zh-CN", url: baseURL }]);
      await page.goto("/settings");
      await expect(page.getByRole("heading", { level: 1, name: "设置" })).toBeVisible();
      await page.waitForLoadState("networkidle");
      expect(await flaws(page)).toEqual([]);
    });
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`The panel beside the canvas, ${colorScheme},`, () => {
    test.use({ colorScheme });

    test("has no problem that a machine can find", async ({ page, api }) => {
      const document = chain("Axe", ["Start", "manualTrigger"], ["Call", "httpRequest"], ["End", "noOp"]);
      const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
      const editor = new EditorPage(page);
      await editor.open(id);
      const panel = await editor.openNode("Call");
      await panel.getByRole("button", { name: "Beside the canvas" }).click();
      const docked = page.getByRole("complementary", { name: "Call", exact: true });
      await expect(docked.getByRole("textbox", { name: "URL" })).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      for (const tab of ["Input", "Output"]) {
        await docked.getByRole("tab", { name: tab }).click();
        expect(await flaws(page)).toEqual([]);
      }
    });
  });
}
