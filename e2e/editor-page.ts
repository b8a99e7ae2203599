import { expect, type Locator, type Page } from "@playwright/test";

/** The canvas and the node panel, in the words of the people who use them. */
export class EditorPage {
  constructor(readonly page: Page) {}

  async newWorkflow(name: string): Promise<void> {
    await this.page.goto("/workflows");
    await this.page.getByRole("button", { name: "New workflow" }).first().click();
    await this.page.waitForURL(/\/workflows\/[\w-]+$/);
    await this.rename(name);
  }

  async open(id: string): Promise<void> {
    await this.page.goto(`/workflows/${id}`);
    await expect(this.page.locator(".react-flow__pane")).toBeVisible();
  }

  async rename(name: string): Promise<void> {
    const field = this.page.getByRole("textbox", { name: "Name of the workflow" });
    await field.fill(name);
    await field.press("Enter");
  }

  get canvas(): Locator {
    return this.page.locator(".react-flow__pane");
  }

  node(name: string): Locator {
    return this.page.locator(".react-flow__node").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Drags an entry of the palette onto the canvas, to a place measured from the canvas's top left corner. */
  async dragFromPalette(label: string, x: number, y: number): Promise<void> {
    if (!(await this.palette.isVisible())) await this.page.getByRole("button", { name: "Add node" }).click();
    await this.palette
      .getByRole("option", { name: label, exact: true })
      .dragTo(this.canvas, { targetPosition: { x, y } });
    await expect(this.node(label).first()).toBeVisible();
    await this.closePalette();
  }

  /** Drags a wire from an output onto the empty canvas and chooses what comes there. */
  async dragWire(port: string, dx: number, dy: number, label: string): Promise<void> {
    await this.fit();
    const start = await centre(this.handle(port));
    const canvas = await this.canvas.boundingBox();
    const room = canvas ? canvas.x + canvas.width - start.x - 20 : dx;
    await this.drag(start, { dx: Math.min(dx, room), dy });
    await this.palette.getByRole("option", { name: label, exact: true }).click();
    await expect(this.palette).toBeHidden();
  }

  /** Shows the whole workflow, and waits until it stands still. */
  async fit(): Promise<void> {
    const button = this.page.getByRole("button", { name: "Fit to window" });
    if (!(await button.isVisible())) return;
    await button.click();
    const viewport = this.page.locator(".react-flow__viewport");
    let last = "";
    for (let still = 0; still < 4; ) {
      const now = (await viewport.getAttribute("style")) ?? "";
      still = now === last ? still + 1 : 0;
      last = now;
      await this.page.waitForTimeout(60);
    }
  }

  async connect(from: string, to: string): Promise<void> {
    const start = await centre(this.handle(from));
    const end = await centre(this.handle(to));
    await this.drag(start, { dx: end.x - start.x, dy: end.y - start.y });
  }

  /** `Webhook: output main`. */
  handle(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  get palette(): Locator {
    return this.page.getByRole("complementary", { name: "Nodes" });
  }

  async closePalette(): Promise<void> {
    if (await this.palette.isVisible())
      await this.page.getByRole("button", { name: "Close the list of nodes" }).click();
  }

  async openNode(name: string): Promise<Locator> {
    await this.fit();
    await this.node(name).dblclick();
    const panel = this.page.getByRole("dialog", { name, exact: true });
    await expect(panel.getByRole("region", { name: "Parameters", exact: true })).toBeVisible();
    return panel;
  }

  async closePanel(): Promise<void> {
    await this.page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click();
    await expect(this.page.getByRole("dialog")).toBeHidden();
  }

  async saved(): Promise<void> {
    await expect(this.page.getByText("Saved", { exact: true })).toBeVisible();
  }

  private async drag(from: Point, { dx, dy }: { dx: number; dy: number }): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + dx / 2, from.y + dy / 2, { steps: 5 });
    await mouse.move(from.x + dx, from.y + dy, { steps: 5 });
    await mouse.up();
  }
}

type Point = { x: number; y: number };

async function centre(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("It is not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Turns a field of a form to an expression and writes it. */
export async function fillExpression(form: Locator, label: string, expression: string): Promise<void> {
  const toggle = form.getByRole("button", { name: `${label}: use an expression` });
  await toggle.click();
  const field = form.getByRole("textbox", { name: label, exact: true });
  await field.fill(expression);
  await expect(field).toContainText(expression);
}

/** Chooses in a select by its label. */
export async function choose(form: Locator, label: string, option: string | RegExp): Promise<void> {
  await form.getByRole("combobox", { name: label, exact: true }).click();
  await form.page().getByRole("option", { name: option }).click();
}

/** The same workflow in two tabs: the first has saved another name for it, of which the second does not know yet. */
export async function openTwice(first: EditorPage, second: EditorPage, id: string, name: string): Promise<void> {
  await first.open(id);
  await second.open(id);
  await first.rename(name);
  await first.saved();
}
