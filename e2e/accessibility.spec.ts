import AxeBuilder from "@axe-core/playwright";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test, watchConsole } from "./fixtures";

const looks = [
  { name: "light, wide", colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "dark, narrow", colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

for (const { name, ...use } of looks) {
  test.describe(`Pages, ${name},`, () => {
    test.use(use);

    for (const path of ["/workflows", "/templates", "/executions", "/credentials", "/settings"]) {
      test(`${path} has no problem that a machine can find`, async ({ page }) => {
        const problems = watchConsole(page);
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle");
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
        expect(problems).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, "nothing stands out to the side").toBeLessThanOrEqual(0);
      });
    }

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
      const canvas = await new AxeBuilder({ page }).analyze();
      expect(
        canvas.violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" | ")}`),
      ).toEqual([]);
      await editor.openNode("Call");
      const panel = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
      expect(
        panel.violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" | ")}`),
      ).toEqual([]);
      expect(problems).toEqual([]);
    });
  });
}
