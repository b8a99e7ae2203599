import type { Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { type Api, expect, test } from "./fixtures";

const docked = (page: Page, name: string) => page.getByRole("complementary", { name, exact: true });
const separator = (page: Page, name: string) => page.getByRole("separator", { name });
const widthOf = async (page: Page, name: string) => Number(await separator(page, name).getAttribute("aria-valuenow"));

async function open(page: Page, api: Api): Promise<EditorPage> {
  const fields = { values: { is: "fields", fields: [{ name: "city", type: "string", value: "Oslo" }] } };
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Panel", ["Start", "manualTrigger"], ["Fields", "editFields", fields], ["End", "noOp"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  return editor;
}

/** The panel of a node, beside the canvas. */
async function dock(editor: EditorPage, name: string) {
  const panel = await editor.openNode(name);
  await panel.getByRole("button", { name: "Beside the canvas" }).click();
  await expect(docked(editor.page, name)).toBeVisible();
}

test("The panel of a node stands beside the canvas, follows the selection, and stays there", async ({ page, api }) => {
  const editor = await open(page, api);
  await dock(editor, "Fields");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(docked(page, "Fields").getByRole("textbox", { name: "Name", exact: true })).toHaveValue("city");

  await test.step("the canvas stays in use, and what is selected there is shown", async () => {
    await editor.fit();
    await editor.node("End").click();
    await expect(docked(page, "End")).toBeVisible();
    await expect(docked(page, "Fields")).toBeHidden();
    await editor.node("Start").click();
    await expect(docked(page, "Start")).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await expect(docked(page, "Fields")).toBeVisible();
    await docked(page, "Fields").getByRole("button", { name: "Next node: End" }).click();
    await expect(docked(page, "End")).toBeVisible();
    await expect(page.locator(".react-flow__node.selected")).toContainText("End");
  });

  await test.step("a run fills it", async () => {
    await editor.node("Fields").click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await docked(page, "Fields").getByRole("tab", { name: "Output" }).click();
    await expect(docked(page, "Fields")).toContainText("Oslo");
  });

  await test.step("it is remembered after a reload", async () => {
    await page.reload();
    await editor.fit();
    await editor.node("Fields").dblclick();
    await expect(docked(page, "Fields")).toBeVisible();
    await expect(page.getByRole("dialog")).toBeHidden();
  });

  await test.step("and over the canvas again", async () => {
    await docked(page, "Fields").getByRole("button", { name: "Over the canvas" }).click();
    await expect(page.getByRole("dialog", { name: "Fields", exact: true })).toBeVisible();
  });
});

test("Escape closes the panel beside the canvas, and the node has the focus", async ({ page, api }) => {
  const editor = await open(page, api);
  await dock(editor, "Fields");
  await editor.fit();
  await editor.node("End").click();
  await docked(page, "End").getByRole("tab", { name: "Settings" }).click();
  await page.keyboard.press("Escape");
  await expect(docked(page, "End")).toBeHidden();
  await expect(editor.node("End")).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(docked(page, "End")).toBeVisible();
  await separator(page, "Width of the panel").focus();
  await page.keyboard.press("Escape");
  await expect(docked(page, "End")).toBeHidden();

  await test.step("a menu that is open closes first", async () => {
    await editor.node("Fields").dblclick();
    const panel = docked(page, "Fields");
    await panel.getByRole("combobox", { name: "Type" }).click();
    await expect(page.getByRole("option").first()).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("option")).toHaveCount(0);
    await expect(panel).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(editor.node("Fields")).toBeFocused();
  });
});

test("Keys in the panel beside the canvas do nothing to the canvas", async ({ page, api }) => {
  const editor = await open(page, api);
  await dock(editor, "Fields");
  const panel = docked(page, "Fields");
  const nodes = page.locator(".react-flow__node");
  await expect(page.locator(".react-flow__node.selected")).toHaveCount(1);
  const field = panel.getByRole("textbox", { name: "Name", exact: true });
  await field.click();
  await field.press("Delete");
  await field.press("Control+a");
  await field.press("Backspace");
  await expect(field).toHaveValue("");
  await field.fill("town");
  for (const control of [
    panel.getByRole("button", { name: "Add field" }),
    panel.getByRole("tab", { name: "Parameters" }),
    panel.getByRole("switch", { name: "Keep other fields" }),
    separator(page, "Width of the panel"),
  ]) {
    await control.focus();
    for (const key of ["Delete", "Backspace", "Control+x", "d", "n", "F2"]) await page.keyboard.press(key);
  }
  await expect(nodes).toHaveCount(3);
  await expect(editor.palette).toBeHidden();
  await page.waitForTimeout(300);
  await expect(nodes).toHaveCount(3);
  await expect(field).toHaveValue("town");

  await test.step("those on the canvas do", async () => {
    await editor.fit();
    await editor.node("End").click();
    await page.keyboard.press("Delete");
    await expect(nodes).toHaveCount(2);
  });
});

/** Pulls a separator sideways. */
async function pull(page: Page, name: string, by: number) {
  const box = await separator(page, name).boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 300];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y, { steps: 4 });
  await page.mouse.move(x + by, y, { steps: 4 });
  await page.mouse.up();
}

test("The widths of the panel are set by mouse or by keys, and stay", async ({ page, api }) => {
  const editor = await open(page, api);
  await editor.openNode("Fields");
  const [input, output] = [await widthOf(page, "Width of the input"), await widthOf(page, "Width of the output")];

  await pull(page, "Width of the input", -80);
  await expect.poll(() => widthOf(page, "Width of the input")).toBe(input - 80);
  const pane = page.getByRole("dialog").getByRole("region", { name: "Input", exact: true });
  expect((await pane.boundingBox())?.width).toBe(input - 80);
  await separator(page, "Width of the output").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => widthOf(page, "Width of the output")).toBe(output + 32);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => widthOf(page, "Width of the output")).toBe(output + 16);

  await page.getByRole("dialog").getByRole("button", { name: "Beside the canvas" }).click();
  const panel = await widthOf(page, "Width of the panel");
  await pull(page, "Width of the panel", -120);
  await expect.poll(() => widthOf(page, "Width of the panel")).toBe(panel + 120);
  expect((await docked(page, "Fields").boundingBox())?.width).toBe(panel + 120);
  await separator(page, "Width of the panel").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => widthOf(page, "Width of the panel")).toBe(panel + 104);

  await test.step("they are remembered after a reload", async () => {
    await page.reload();
    await editor.fit();
    await editor.node("Fields").dblclick();
    await expect(docked(page, "Fields")).toBeVisible();
    expect(await widthOf(page, "Width of the panel")).toBe(panel + 104);
    await docked(page, "Fields").getByRole("button", { name: "Over the canvas" }).click();
    await expect(page.getByRole("dialog", { name: "Fields", exact: true })).toBeVisible();
    expect(await widthOf(page, "Width of the input")).toBe(input - 80);
    expect(await widthOf(page, "Width of the output")).toBe(output + 16);
  });

  await test.step("they end where the rest would have no room, and a double click puts them back", async () => {
    await separator(page, "Width of the input").focus();
    await page.keyboard.press("Home");
    await expect.poll(() => widthOf(page, "Width of the input")).toBe(200);
    await page.keyboard.press("End");
    const parameters = page.getByRole("dialog").getByRole("region", { name: "Parameters", exact: true });
    await expect.poll(async () => Math.round((await parameters.boundingBox())?.width ?? 0)).toBe(384);
    await separator(page, "Width of the input").dblclick();
    await expect.poll(() => widthOf(page, "Width of the input")).toBe(input);
  });
});

test("A node that is opened beside the canvas stays in view, and so does each one the arrows lead to", async ({
  page,
  api,
}) => {
  const steps = ["One", "Two", "Three", "Four"].map((name): [string, string] => [name, "noOp"]);
  const document = chain("Beside the canvas", ["Start", "manualTrigger"], ...steps);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await dock(editor, "Four");
  const panel = docked(page, "Four");
  await expect(editor.node("Four")).toBeInViewport({ ratio: 1 });
  await expect.poll(() => isBefore(editor.node("Four"), panel)).toBe(true);

  await panel.getByRole("button", { name: "Previous node: Three" }).click();
  await docked(page, "Three").getByRole("button", { name: "Previous node: Two" }).click();
  await expect.poll(() => isBefore(editor.node("Two"), docked(page, "Two"))).toBe(true);
});

type Boxed = { boundingBox(): Promise<{ x: number; width: number } | null> };

/** Wholly on the left of it, and not behind it. */
async function isBefore(part: Boxed, other: Boxed): Promise<boolean> {
  const [left, right] = [await part.boundingBox(), await other.boundingBox()];
  return left !== null && right !== null && left.x >= 0 && left.x + left.width <= right.x;
}
