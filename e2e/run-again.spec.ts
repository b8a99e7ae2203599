import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test } from "./fixtures";

type Detail = { steps: { nodeId: string; startedAt: number }[] };

const counted = (name: string, then: string) => ({ mode: "all", source: `console.log("${name}"); ${then}` });

test("What was changed since a run is marked, and a run from there keeps what came before", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain(
      "Again",
      ["Start", "manualTrigger"],
      ["Before", "code", counted("before", "return [{ json: { at: Date.now() } }]")],
      ["Middle", "editFields", { values: { is: "fields", fields: [{ name: "a", value: "one" }] } }],
      ["After", "noOp"],
    ),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const steps = page.getByRole("region", { name: "Run" });
  await expect(steps.getByRole("status").first()).toContainText("Succeeded");
  await expect(page.getByText("changed since")).toHaveCount(0);
  const newest = async () => {
    const { executions } = await api.query<{ executions: { id: number }[] }>("executions.list", { workflowId: id });
    return executions[0]?.id ?? 0;
  };
  const first = await newest();
  const outputOf = async (execution: number, step: number) =>
    (await api.query<{ outputs: { main: { json: object }[] } }>("executions.stepData", { id: execution, step }))
      .outputs;

  await test.step("a changed node and what comes after it are marked", async () => {
    await editor.openNode("Middle");
    const panel = page.getByRole("dialog", { name: "Middle" });
    await panel.getByRole("textbox", { name: "Name", exact: true }).first().fill("b");
    await expect(panel.getByText("The node, or what leads to it, was changed since this run.")).toBeVisible();
    await editor.closePanel();
    await expect(editor.node("Middle")).toContainText("changed since");
    await expect(editor.node("After")).toContainText("changed since");
    await expect(editor.node("Before")).not.toContainText("changed since");
  });

  await test.step("from there on all runs, and nothing before it", async () => {
    await editor.node("Middle").click({ button: "right" });
    await page.getByRole("menuitem", { name: /^Run from here/ }).click();
    await expect.poll(newest).toBeGreaterThan(first);
    await expect(editor.node("After")).not.toContainText("changed since");
    const again = await newest();
    await expect.poll(async () => (await api.query<Detail>("executions.get", { id: again })).steps.length).toBe(4);
    expect(await outputOf(again, 1)).toEqual(await outputOf(first, 1));
    expect((await outputOf(again, 2)).main[0]?.json).toMatchObject({ b: "one" });
  });
});

test("By a message, much that was deleted at once comes back", async ({ page, api }) => {
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain("Gone", ["Start", "manualTrigger"], ["B", "noOp"], ["C", "noOp"]),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  await editor.canvas.click({ position: { x: 20, y: 200 } });
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(page.locator(".react-flow__node")).toHaveCount(0);
  await expect(page.getByText("3 nodes deleted")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
});
