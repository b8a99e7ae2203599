import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";

type Stored = {
  document: {
    nodes: {
      id: string;
      name: string;
      type: string;
      position: { x: number; y: number };
      params: { [key: string]: unknown };
    }[];
    edges: { from: { node: string; port: string }; to: { node: string; port: string } }[];
    notes: { text: string }[];
    groups?: { name: string; color?: string; nodeIds: string[] }[];
  };
};

/** The wires of the stored workflow by the names of its nodes: `Start -> Check`, `Check.false -> End`. */
async function wires(api: { query<T>(path: string, input?: unknown): Promise<T> }, id: string): Promise<string[]> {
  const { document } = await api.query<Stored>("workflows.get", { id });
  const name = (wanted: string) => document.nodes.find((node) => node.id === wanted)?.name ?? wanted;
  return document.edges
    .map(({ from, to }) => `${name(from.node)}${from.port === "main" ? "" : `.${from.port}`} -> ${name(to.node)}`)
    .sort();
}

const edges = (page: Page) => page.locator(".react-flow__edge");
const selected = (page: Page) => page.locator(".react-flow__node.selected");

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 6 });
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await page.mouse.up();
}

async function middle(editor: EditorPage, name: string) {
  const box = await editor.node(name).boundingBox();
  if (!box) throw new Error(`${name} is not on the screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, top: box.y, left: box.x };
}

test("Users can build, wire, name and run a workflow with the keyboard alone", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", { name: "By keys" });
  const editor = new EditorPage(page);
  await editor.open(id);
  const { keyboard } = page;
  const add = async (search: string) => {
    await keyboard.press("n");
    await expect(editor.palette).toBeVisible();
    await expect(page.getByPlaceholder("Search nodes")).toBeFocused();
    await keyboard.type(search);
    await keyboard.press("Enter");
    await expect(editor.palette).toBeHidden();
  };
  await add("manual");
  await add("if");
  await expect(edges(page)).toHaveCount(1);
  await add("edit fields");
  const rename = async (from: string, to: string) => {
    await keyboard.press("F2");
    await expect(page.getByRole("textbox", { name: `Name of ${from}` })).toBeFocused();
    await keyboard.type(to);
    await keyboard.press("Enter");
    await expect(editor.node(to)).toBeFocused();
  };
  await rename("Edit Fields", "On true");
  await keyboard.press("ArrowLeft");
  await expect(editor.node("If")).toBeFocused();
  await add("edit fields");
  await rename("Edit Fields", "On false");
  await add("no operation");
  await rename("No Operation", "End");

  await keyboard.press("ArrowLeft");
  await expect(editor.node("On false")).toBeFocused();
  await keyboard.press("ArrowUp");
  await expect(editor.node("On true")).toBeFocused();
  await keyboard.press("c");
  await expect(page.getByRole("dialog", { name: "Connect to" })).toBeVisible();
  await keyboard.type("End");
  await keyboard.press("Enter");
  await expect(edges(page)).toHaveCount(5);
  await expect(editor.node("End")).toBeFocused();

  await keyboard.press("Shift+ArrowLeft");
  await expect(selected(page)).toHaveCount(5);
  await keyboard.press("Shift+Alt+T");
  await keyboard.press("Escape");
  await expect(selected(page)).toHaveCount(0);

  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "If", exact: true });
  await expect(panel.getByRole("region", { name: "Parameters", exact: true })).toBeVisible();
  await keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(editor.node("If")).toBeFocused();

  await keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText(/Succeeded/);
  await editor.saved();
  expect(await wires(api, id)).toEqual([
    "If.false -> On false",
    "If.true -> On true",
    "Manual trigger -> If",
    "On false -> End",
    "On true -> End",
  ]);
});

test("A wire dropped on empty ground asks what comes there, and the node lands where it was dropped", async ({
  page,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Drop", ["Start", "manualTrigger"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  const start = await middle(editor, "Start");
  const port = await editor.handle("Start: output main").boundingBox();
  await drag(page, { x: (port?.x ?? 0) + 6, y: (port?.y ?? 0) + 6 }, { x: start.x + 260, y: start.y + 200 });
  await expect(editor.palette).toBeVisible();
  // Only what has an input fits.
  await expect(editor.palette.getByRole("option", { name: "Webhook", exact: true })).toHaveCount(0);
  await editor.palette.getByRole("option", { name: "Limit", exact: true }).click();
  await expect(edges(page)).toHaveCount(1);
  const limit = await middle(editor, "Limit");
  expect(Math.abs(limit.left - (start.x + 260))).toBeLessThan(15);
  expect(Math.abs(limit.y - (start.y + 200))).toBeLessThan(15);

  // The palette by key puts a node under the mouse, when none is selected.
  await page.keyboard.press("Escape");
  await page.mouse.move(start.x - 60, start.y + 240);
  await page.keyboard.press("n");
  await page.keyboard.type("no operation");
  await page.keyboard.press("Enter");
  const added = await middle(editor, "No Operation");
  expect(Math.hypot(added.x - (start.x - 60), added.y - (start.y + 240))).toBeLessThan(15);
  await expect(edges(page)).toHaveCount(1);
});

test("A node dropped on a wire goes into it, and deleting it joins its neighbours again", async ({ page, api }) => {
  const document = chain("Splice", ["Start", "manualTrigger"], ["Between", "noOp"], ["End", "noOp"]);
  document.edges = [{ from: { node: "n0", port: "main" }, to: { node: "n2", port: "main" } }];
  const [, between, end] = document.nodes;
  if (between) between.position = { x: 300, y: 300 };
  if (end) end.position = { x: 640, y: 0 };
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  const from = await middle(editor, "Between");
  const [left, right] = [await middle(editor, "Start"), await middle(editor, "End")];
  const wire = { x: (left.x + right.x) / 2, y: left.y };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(wire.x, wire.y + 60, { steps: 8 });
  await page.mouse.move(wire.x, wire.y, { steps: 4 });
  await expect(page.locator(".wire-target")).toHaveCount(1);
  await page.mouse.up();
  await expect(page.locator(".wire-target")).toHaveCount(0);
  await expect(edges(page)).toHaveCount(2);
  await editor.saved();
  expect(await wires(api, id)).toEqual(["Between -> End", "Start -> Between"]);

  await editor.node("Between").click();
  await page.keyboard.press("Delete");
  await expect(editor.node("Between")).toHaveCount(0);
  await expect(edges(page)).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(2);
  await editor.node("Between").click();
  await page.keyboard.press("Control+Delete");
  await expect(edges(page)).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(2);
});

test("Nodes clicked with Ctrl one after the other are connected, also from a certain port", async ({ page, api }) => {
  const document = chain("Chain", ["Start", "manualTrigger"], ["Check", "if"], ["Yes", "noOp"], ["No", "noOp"]);
  document.edges = [];
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  for (const name of ["Start", "Check", "Yes"]) await editor.node(name).click({ modifiers: ["Control"] });
  await editor.handle("Check: output false").click({ modifiers: ["Control"] });
  await editor.node("No").click({ modifiers: ["Control"] });
  await expect(edges(page)).toHaveCount(3);
  await editor.node("Start").click({ modifiers: ["Control"] });
  await expect(page.getByText("it starts the workflow and has no input")).toBeVisible();
  await editor.saved();
  expect(await wires(api, id)).toEqual(["Check.false -> No", "Check.true -> Yes", "Start -> Check"]);
  for (let step = 0; step < 3; step++) await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(0);
});

test("Users can select in a box, add to the selection, and select all that comes before or after", async ({
  page,
  api,
}) => {
  const document = chain("Select", ["A", "manualTrigger"], ["B", "noOp"], ["C", "noOp"], ["D", "noOp"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  const [a, b] = [await middle(editor, "A"), await middle(editor, "B")];
  await page.keyboard.down("Shift");
  await drag(page, { x: a.left - 20, y: a.top - 40 }, { x: b.x, y: b.y + 60 });
  await page.keyboard.up("Shift");
  await expect(selected(page)).toHaveCount(2);
  await editor.node("D").click({ modifiers: ["Shift"] });
  await expect(selected(page)).toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(selected(page)).toHaveCount(0);
  await editor.node("B").click();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(selected(page)).toHaveCount(3);
  await editor.node("B").click();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.press("Control+a");
  await expect(selected(page)).toHaveCount(4);
});

test("A node can be renamed on its card and replaced by another type that keeps its wires", async ({ page, api }) => {
  const document = chain("Replace", ["Start", "manualTrigger"], ["Shop", "noOp"], ["End", "editFields"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  await editor.node("Shop").click();
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "Name of Shop" });
  await field.fill("End");
  await expect(page.getByText("Another node has this name")).toBeVisible();
  await field.fill("Store");
  await field.press("Enter");
  await expect(editor.node("Store")).toBeFocused();
  await page.keyboard.press("r");
  await expect(editor.palette.getByText("In place of Store")).toBeVisible();
  await page.keyboard.type("limit");
  await page.keyboard.press("Enter");
  await expect(editor.palette).toBeHidden();
  await expect(edges(page)).toHaveCount(2);
  await editor.saved();
  const stored = await api.query<Stored>("workflows.get", { id });
  expect(stored.document.nodes[1]).toMatchObject({ name: "Store", type: "core.limit" });
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(editor.node("Shop")).toBeVisible();
});

test("Groups are made, named, coloured, moved as one and dissolved; notes read Markdown", async ({ page, api }) => {
  const document = chain("Groups", ["Start", "manualTrigger"], ["B", "noOp"], ["C", "noOp"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  await editor.node("B").click();
  await editor.node("C").click({ modifiers: ["Shift"] });
  await page.keyboard.press("Control+g");
  await expect(page.getByRole("textbox", { name: "Name of the group Group" })).toBeFocused();
  await page.keyboard.type("Stock");
  await page.keyboard.press("Enter");
  const title = page.getByRole("button", { name: "Stock", exact: true });
  await expect(title).toBeVisible();
  await page.keyboard.press("Escape");
  await title.click();
  await expect(selected(page)).toHaveCount(2);
  await page.getByRole("button", { name: "green", exact: true }).click();

  const before = await middle(editor, "C");
  const box = await title.boundingBox();
  const grip = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 12 };
  await drag(page, grip, { x: grip.x + 50, y: grip.y + 90 });
  const after = await middle(editor, "C");
  expect(after.y - before.y).toBeGreaterThan(60);
  await editor.saved();
  const { document: stored } = await api.query<Stored>("workflows.get", { id });
  expect(stored.groups).toMatchObject([{ name: "Stock", color: "green", nodeIds: ["n1", "n2"] }]);
  expect(stored.nodes[0]?.position).toEqual({ x: 0, y: 0 });
  expect(stored.nodes[1]?.position.y).toBe(stored.nodes[2]?.position.y);
  await page.keyboard.press("Control+z");
  expect(Math.abs((await middle(editor, "C")).y - before.y)).toBeLessThan(3);

  await title.click({ button: "right" });
  await page.getByRole("menuitem", { name: "Ungroup" }).click();
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(page.locator(".react-flow__node-frame")).toHaveCount(0);

  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+S");
  await expect(page.getByRole("textbox", { name: "Text of the note" })).toBeFocused();
  await page.keyboard.type("## Title\n- one\n- **two**\n\n<img src=x onerror=alert(1)> [bad](javascript:alert(1))");
  await page.keyboard.press("Escape");
  const note = page.locator(".react-flow__node-note");
  await expect(note.locator("li strong")).toHaveText("two");
  await expect(note.locator("img, a")).toHaveCount(0);
});

test("A selection becomes a sub-workflow that runs, or the reason is said", async ({ page, api }) => {
  const source = "return [{ json: { price: 2 } }]";
  const double = "return { json: { price: $json.price * 2 } }";
  const document = chain(
    "Main",
    ["Start", "manualTrigger"],
    ["Prices", "code", { mode: "all", source }],
    ["Double", "code", { mode: "each", source: double }],
    ["End", "noOp"],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  await editor.node("Start").click();
  await page.keyboard.press("Alt+x");
  const dialog = page.getByRole("dialog", { name: "Move to a sub-workflow" });
  await expect(dialog).toContainText("“Start” is a trigger");
  await page.keyboard.press("Escape");
  await editor.node("Prices").click();
  await editor.node("Double").click({ modifiers: ["Shift"] });
  await page.keyboard.press("Alt+x");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Doubled prices");
  await dialog.getByRole("button", { name: "Move the nodes" }).click();
  await expect(editor.node("Doubled prices")).toBeVisible();
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
  await expect(dialog).toBeHidden();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText(/Succeeded/);
  const panel = await editor.openNode("End");
  await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("4");
  await editor.closePanel();
  expect(await wires(api, id)).toEqual(["Doubled prices -> End", "Start -> Doubled prices"]);
  await page.locator(".react-flow__pane").click({ position: { x: 20, y: 200 } });
  await page.keyboard.press("Control+z");
  await expect(editor.node("Prices")).toBeVisible();
});

test("Find and replace lists names and parameters, jumps to them, and changes all in one step", async ({
  page,
  api,
}) => {
  const document = chain(
    "Find",
    ["Start", "manualTrigger"],
    ["Shop", "httpRequest", { url: "https://shop.example/a" }],
    ["Use", "httpRequest", { url: "={{ $('Shop').item.json.url }}" }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.fit();
  await page.keyboard.press("Control+f");
  const find = page.getByRole("search", { name: "Find and replace" });
  await find.getByRole("textbox", { name: "Find", exact: true }).fill("shop");
  await expect(find.getByRole("status")).toHaveText("3 places in 3 fields");
  await expect(find.getByRole("listitem")).toHaveCount(3);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(selected(page)).toContainText("Use");
  await find.getByRole("textbox", { name: "Replace with" }).fill("store");
  await find.getByRole("button", { name: "All" }).click();
  await expect(editor.node("store")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(find).toBeHidden();
  await editor.saved();
  const { document: stored } = await api.query<Stored>("workflows.get", { id });
  expect(stored.nodes.map(({ name, params }) => `${name} ${params.url ?? ""}`)).toEqual([
    "Start ",
    "store https://store.example/a",
    "Use ={{ $('store').item.json.url }}",
  ]);
  await page.keyboard.press("Control+z");
  await expect(editor.node("Shop")).toBeVisible();
});

test("The overview of keys lists every command and gesture, and can be searched", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Keys", ["Start", "manualTrigger"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.canvas.click({ position: { x: 20, y: 200 } });
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys and gestures" });
  await expect(dialog.getByText("Tidy up")).toBeVisible();
  await expect(dialog.getByText("Put a node into a wire")).toBeVisible();
  await page.keyboard.type("sub-work");
  await expect(dialog.getByText("Move to a sub-workflow")).toBeVisible();
  await expect(dialog.getByText("Tidy up")).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  const map = page.getByRole("img", { name: "Overview of the workflow" });
  await expect(map).toBeVisible();
  await page.keyboard.press("m");
  await expect(map).toBeHidden();
  const zoom = page.getByRole("button", { name: /Zoom to 100/ });
  await page.keyboard.press("0");
  await expect(zoom).toHaveText("100 %");
  await page.keyboard.press("-");
  await expect(zoom).not.toHaveText("100 %");
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("What do you want to do?").click();
  await page.keyboard.type("overview");
  await page.keyboard.press("Enter");
  await expect(map).toBeVisible();
});

test("Keys that follow Ctrl+K at once are not for the canvas, even while the search is on its way", async ({
  page,
  api,
}) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Slow", ["Start", "manualTrigger"], ["Fields", "editFields"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.route("**/*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await editor.node("Fields").click();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("d");
  await page.keyboard.press("Delete");
  await expect(page.getByPlaceholder("What do you want to do?")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(editor.node("Fields")).toBeVisible();
  const { document } = await api.query<{ document: { nodes: object[] } }>("workflows.get", { id });
  expect(document.nodes[1]).not.toHaveProperty("disabled");
});

test("The wheel moves the view, with Ctrl it zooms; space and the middle button pan", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Pan", ["Start", "manualTrigger"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  const start = await middle(editor, "Start");
  await page.mouse.move(start.x, start.y + 200);
  await page.mouse.wheel(0, 100);
  await expect.poll(async () => (await middle(editor, "Start")).y - start.y).toBeLessThan(-20);
  const zoom = page.getByRole("button", { name: /Zoom to 100/ });
  await expect(zoom).toHaveText("100 %");
  const panned = await middle(editor, "Start");
  await page.mouse.move(start.x, start.y + 200);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(start.x + 80, start.y + 200, { steps: 4 });
  await page.mouse.up({ button: "middle" });
  expect((await middle(editor, "Start")).x - panned.x).toBeGreaterThan(60);
  await page.keyboard.down("Space");
  await drag(page, { x: start.x, y: start.y + 200 }, { x: start.x - 80, y: start.y + 200 });
  await page.keyboard.up("Space");
  expect(Math.abs((await middle(editor, "Start")).x - panned.x)).toBeLessThan(15);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, 120);
  await page.keyboard.up("Control");
  await expect(zoom).not.toHaveText("100 %");
});

test("Groups, notes, the search and the overview of keys have no problem that a machine can find", async ({
  page,
  api,
}) => {
  const document = {
    ...chain("Axe", ["Start", "manualTrigger"], ["B", "noOp"], ["C", "noOp"]),
    groups: [{ id: "g", name: "Stock", nodeIds: ["n1", "n2"], color: "purple" }],
    notes: [
      {
        ...{ id: "note", text: "# Title\n\n[link](https://example.com) `code`", color: "yellow" },
        ...{ position: { x: 0, y: 160 }, size: { width: 240, height: 160 } },
      },
    ],
  };
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  const check = async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page }).exclude(".react-flow__attribution").analyze();
      expect(violations.map((found) => `${found.id}: ${found.nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
    }
  };
  await page.getByRole("button", { name: "Stock", exact: true }).click();
  await page.keyboard.press("Control+f");
  await page.getByRole("textbox", { name: "Find", exact: true }).fill("b");
  await expect(page.getByRole("search").getByRole("listitem").first()).toBeVisible();
  await check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys and gestures" })).toBeVisible();
  await check();
});

test.describe("By finger,", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a tap selects, a double tap opens, a long press brings the menu, + adds a node", async ({ page, api }) => {
    const document = chain("Touch", ["Start", "manualTrigger"], ["End", "noOp"]);
    const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
    const editor = new EditorPage(page);
    await editor.open(id);
    await editor.node("Start").tap();
    await expect(selected(page)).toHaveCount(1);
    const at = await middle(editor, "Start");
    await page.touchscreen.tap(at.x, at.y);
    await page.waitForTimeout(500);
    await page.touchscreen.tap(at.x, at.y);
    await page.touchscreen.tap(at.x, at.y);
    const panel = page.getByRole("dialog", { name: "Start", exact: true });
    await expect(panel).toBeVisible();
    await panel.getByRole("button", { name: "Close", exact: true }).tap();
    await expect(panel).toBeHidden();

    const client = await page.context().newCDPSession(page);
    await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: at.x, y: at.y }] });
    await expect(page.getByRole("menuitem", { name: "Rename" })).toBeVisible();
    await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.getByRole("menuitem", { name: "Rename" }).tap();
    await expect(page.getByRole("textbox", { name: "Name of Start" })).toBeFocused();
    await page.keyboard.press("Escape");

    await editor.fit();
    await page.getByRole("button", { name: "Add a node after End" }).tap();
    await expect(editor.palette).toBeVisible();
  });
});
