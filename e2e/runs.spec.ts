import type { Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { type Api, expect, test, uniquePath } from "./fixtures";

const runPanel = (page: Page) => page.getByRole("region", { name: "Run", exact: true });

test("The log of a run shows what code wrote and why a step failed, is searched, and leads to the nodes", async ({
  page,
  api,
}) => {
  const lines = "console.log('12 orders', { open: 3 }); console.log('One is late'); return $input.all();";
  const fails = "console.log('Looking for the article'); throw new Error('No such article');";
  const document = chain(
    "Log",
    ["Start", "manualTrigger"],
    ["Orders", "code", { mode: "all", source: lines }],
    ["Article", "code", { mode: "all", source: fails }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const run = runPanel(page);
  await expect(run).toContainText("Failed");
  await run.getByRole("button", { name: "Log", exact: true }).click();
  const log = run.getByRole("listitem");
  await expect(log).toHaveText([
    /Orders\s*12 orders .*3/,
    /Orders\s*One is late/,
    /Article\s*Looking for the article/,
    /Article\s*No such article/,
  ]);
  await expect(run.getByRole("status").filter({ hasText: "lines" })).toHaveText("4 lines");

  const search = run.getByRole("textbox", { name: "Search the log" });
  await search.fill("LATE");
  await expect(log).toHaveText([/One is late/]);
  await search.fill("article");
  await expect(log).toHaveCount(2);
  await search.fill("nowhere");
  await expect(run).toContainText("No line fits the search.");
  await search.fill("");

  await log.first().getByRole("button", { name: "Orders" }).click();
  const panel = page.getByRole("dialog", { name: "Orders", exact: true });
  await expect(panel.getByRole("region", { name: "Parameters", exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();

  await test.step("also where the execution is reviewed, and while it runs", async () => {
    await run.getByRole("link", { name: /^Open execution/ }).click();
    // The editor has a button of that name, too.
    await page.waitForURL(/\/executions\/\d+/);
    await page.getByRole("button", { name: "Log", exact: true }).click();
    await expect(page.getByRole("region", { name: "Steps of the execution" }).getByRole("listitem")).toHaveCount(4);
  });
});

/** Runs a workflow whose code gives the colour in its data, once for each colour. */
async function twoExecutions(api: Api, name: string) {
  const source = (colour: string) =>
    `const colour = '${colour}'; if (colour === 'red') throw new Error('Red is sold out'); return [{ json: { colour, size: 4 } }];`;
  const documentOf = (colour: string) =>
    chain(
      name,
      ["Start", "manualTrigger"],
      ["Same", "editFields"],
      ["Colour", "code", { mode: "all", source: source(colour) }],
      ["End", "noOp"],
    );
  const { id: workflowId } = await api.mutate<{ id: string }>("workflows.create", { document: documentOf("blue") });
  const ids: number[] = [];
  for (const colour of ["blue", "green", "red"]) {
    const { id } = await api.mutate<{ id: number }>("executions.start", { workflowId, document: documentOf(colour) });
    await expect
      .poll(async () => (await api.query<{ status: string }>("executions.get", { id })).status)
      .toBe(colour === "red" ? "failed" : "succeeded");
    ids.push(id);
  }
  const [blue = 0, green = 0, red = 0] = ids;
  return { workflowId, blue, green, red };
}

test("Users compare an execution with another: what differs is listed, shown field by field, and marked", async ({
  page,
  api,
}) => {
  const { blue, green, red } = await twoExecutions(api, uniquePath("Colours"));
  await page.goto(`/executions/${green}`);
  await page.getByRole("button", { name: "Compare with another execution" }).click();
  await expect(page.getByText(`Compare #${green} with`)).toBeVisible();
  await page.getByRole("link", { name: `#${blue}` }).click();
  await expect(page).toHaveURL(new RegExp(`/executions/compare\\?a=${blue}&b=${green}$`));

  const steps = page.getByRole("region", { name: "Steps of both executions" });
  await expect(steps.getByRole("status")).toHaveText("2 of 4 steps differ");
  await expect(steps.getByRole("listitem")).toHaveText([
    /^Startthe same/,
    /^Samethe same/,
    /^Colourdifferent/,
    /^Enddifferent/,
  ]);
  await expect(steps.getByRole("button", { name: /^Colour/ })).toHaveAttribute("aria-current", "true");
  await expect(steps).toContainText("The workflow itself was changed between them: 1 node");
  const differences = page.getByRole("region", { name: "What differs in this step" });
  const item = differences.getByRole("list").last();
  await expect(item.getByRole("listitem")).toHaveText([/^colour"blue"\s*"green"$/]);
  await expect(differences.locator("del").last()).toHaveText('"blue"');
  await expect(differences.locator("ins").last()).toHaveText('"green"');

  await test.step("only what differs", async () => {
    await steps.getByRole("switch", { name: "Only what differs" }).click();
    await expect(steps.getByRole("listitem")).toHaveText([/^Colour/, /^End/]);
    await steps.getByRole("button", { name: /^End/ }).click();
    await expect(differences).toContainText('"green"');
  });

  await test.step("the canvas marks the nodes", async () => {
    const editor = new EditorPage(page);
    const mark = (name: string) => editor.node(name).locator("[data-mark]");
    await expect(mark("Colour")).toHaveAttribute("data-mark", "changed");
    await expect(mark("End")).toHaveAttribute("data-mark", "changed");
    await expect(mark("Same")).toHaveCount(0);
  });

  await test.step("an execution that failed says why, and which steps it never had", async () => {
    await page.goto(`/executions/compare?a=${blue}&b=${red}`);
    await expect(steps.getByRole("listitem").last()).toHaveText(/^Endonly in the first/);
    await expect(differences).toContainText(`#${red}: Red is sold out`);
    await page.getByRole("link", { name: "Swap the two" }).click();
    await expect(steps.getByRole("listitem").last()).toHaveText(/^Endonly in the second/);
    await page.getByRole("link", { name: `Back to execution ${blue}` }).click();
    await expect(page).toHaveURL(new RegExp(`/executions/${blue}$`));
  });
});

test("Users compare two executions that they select in the list, whichever they select first", async ({
  page,
  api,
}) => {
  const { workflowId, blue, green, red } = await twoExecutions(api, uniquePath("Selected"));
  await page.goto(`/executions?workflow=${workflowId}`);
  const select = (id: number) => page.getByRole("checkbox", { name: `Select execution ${id}` });
  const compare = page.getByRole("link", { name: "Compare the two" });
  await select(red).check();
  await expect(compare).toBeHidden();
  await select(blue).check();
  await expect(compare).toBeVisible();
  await select(green).check();
  await expect(compare).toBeHidden();
  await select(green).uncheck();
  await compare.click();
  await expect(page).toHaveURL(new RegExp(`/executions/compare\\?a=${blue}&b=${red}$`));
  await expect(page.getByRole("heading", { name: /^Two executions of Selected/ })).toBeVisible();
});

test("A failure leads to the field that caused it", async ({ page, api }) => {
  const field = { name: "total", type: "number", value: "={{ $json.total }}" };
  const document = chain(
    "Field",
    ["Start", "manualTrigger"],
    ["Order", "code", { mode: "all", source: "return [{ json: { total: 'plenty' } }]" }],
    ["Totals", "editFields", { values: { is: "fields", fields: [{ ...field, name: "one", value: "1" }, field] } }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const failure = runPanel(page).getByRole("alert");
  await expect(failure).toContainText('Field "total": "plenty" is not a number');
  await failure.getByRole("button", { name: "Open the field" }).click();
  const panel = page.getByRole("dialog", { name: "Totals", exact: true });
  const row = panel.getByRole("group", { name: "Field 2", exact: true });
  const value = row.getByRole("textbox", { name: "Value", exact: true });
  await expect(value).toBeFocused();
  await expect(row).toContainText('"plenty" is not a number');
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();

  await test.step("also from the execution's own page", async () => {
    await runPanel(page)
      .getByRole("link", { name: /^Open execution/ })
      .click();
    await page.getByRole("button", { name: "Open the field" }).click();
    await expect(panel).toBeVisible();
    await expect(row).toContainText('"plenty" is not a number');
  });
});

test("A node that waits for its next try says when that is, on its card", async ({ page, api }) => {
  const source = "throw new Error('Not yet')";
  const document = chain("Retry", ["Start", "manualTrigger"], ["Shop", "code", { mode: "all", source }]);
  Object.assign(document.nodes[1] ?? {}, { retry: { tries: 3, waitMs: 4_000 } });
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const editor = new EditorPage(page);
  await editor.open(id);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(editor.node("Shop")).toContainText(/Try 2 in [1-4]\.\d s/);
  await page.getByRole("button", { name: "Show the steps of the run" }).click();
  await runPanel(page).getByRole("button", { name: "Log", exact: true }).click();
  await expect(runPanel(page).getByRole("listitem").filter({ hasText: "Not yet" })).toBeVisible();
  await expect(editor.node("Shop")).toContainText(/Try 3 in [1-4]\.\d s/);
  await expect(runPanel(page)).toContainText("Failed");
  await expect(runPanel(page).getByRole("listitem").filter({ hasText: "Tried 3 times" })).toBeVisible();
});
