import type { Locator, Page } from "@playwright/test";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

/** Presses Tab, or Shift+Tab, until it has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab") {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is not reached with ${key}`);
}

test("Without a mouse, users come from the list of workflows to a run with results, and back", async ({
  page,
  api,
}) => {
  const { keyboard } = page;
  const editor = new EditorPage(page);
  const name = uniquePath("Keys only");
  await page.goto("/workflows");
  await expect(page.getByRole("heading", { level: 1, name: "Workflows" })).toBeVisible();

  await test.step("a new workflow with a name", async () => {
    await keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "New workflow" }).first());
    await keyboard.press("Enter");
    await page.waitForURL(/\/workflows\/[\w-]+$/);
    await tabTo(page, page.getByRole("textbox", { name: "Name of the workflow" }));
    await keyboard.type(name);
    await keyboard.press("Enter");
  });

  await test.step("three nodes, wired", async () => {
    for (const [search, label] of [
      ["manual", "Manual trigger"],
      ["edit fields", "Edit Fields"],
      ["limit", "Limit"],
    ] as const) {
      await keyboard.press("n");
      await expect(page.getByPlaceholder("Search nodes")).toBeFocused();
      await keyboard.type(search);
      await keyboard.press("Enter");
      await expect(editor.palette).toBeHidden();
      await expect(editor.node(label)).toBeFocused();
    }
    await expect(page.locator(".react-flow__edge")).toHaveCount(2);
  });

  await test.step("a field with an expression, filled in", async () => {
    await keyboard.press("ArrowLeft");
    await expect(editor.node("Edit Fields")).toBeFocused();
    await keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Edit Fields", exact: true });
    await tabTo(page, panel.getByRole("button", { name: "Add field" }));
    await keyboard.press("Enter");
    const row = panel.getByRole("group", { name: "Field 1", exact: true });
    await tabTo(page, row.getByRole("textbox", { name: "Name", exact: true }), "Shift+Tab");
    await keyboard.type("greeting");
    await tabTo(page, row.getByRole("combobox", { name: "Type" }));
    await keyboard.press("Enter");
    // An open list takes keys only once the chosen option has the focus.
    await expect(page.getByRole("option", { name: "As it is" })).toBeFocused();
    await keyboard.type("Text");
    await expect(page.getByRole("option", { name: "Text" })).toBeFocused();
    await keyboard.press("Enter");
    await expect(row.getByRole("combobox", { name: "Type" })).toContainText("Text");
    await tabTo(page, row.getByRole("button", { name: "Value: use an expression" }));
    await keyboard.press("Enter");
    await tabTo(page, row.getByRole("textbox", { name: "Value", exact: true }));
    await keyboard.type("{{ 'Hello ' + [1, 2, 3].length }}");
    await keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(editor.node("Edit Fields")).toBeFocused();
  });

  await test.step("a run, and what each node gave", async () => {
    await keyboard.press("Control+Enter");
    await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText("Succeeded");
    await keyboard.press("ArrowRight");
    await expect(editor.node("Limit")).toBeFocused();
    await keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Limit", exact: true });
    await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("Hello 3");
    await keyboard.press("Escape");
    await editor.saved();
  });

  await test.step("and back to the list, where it is", async () => {
    await tabTo(page, page.getByRole("link", { name: "Back to all workflows" }), "Shift+Tab");
    await keyboard.press("Enter");
    await tabTo(page, page.getByRole("link", { name, exact: true }));
    const [workflow] = (
      await api.query<{ name: string; lastExecution: { status: string } }[]>("workflows.list", {})
    ).filter((known) => known.name === name);
    expect(workflow?.lastExecution.status).toBe("succeeded");
  });
});
