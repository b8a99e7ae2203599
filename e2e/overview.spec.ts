import AxeBuilder from "@axe-core/playwright";
import { expect, test, uniquePath } from "./fixtures";

const hook = (path: string) => ({
  ...{ id: "hook", name: "Order", type: "core.webhook", version: 1, position: { x: 0, y: 0 } },
  params: { path, methods: ["POST"], respond: { is: "finished" } },
});
const stop = {
  ...{ id: "check", name: "Check the stock", type: "core.code", version: 1, position: { x: 240, y: 0 } },
  params: {
    mode: "all",
    source: "if ($input.first().json.body.fail) throw new Error('Sold out'); return $input.all();",
  },
};

test("Users see at a glance what failed for which cause, retry it at once, and find the executions behind a bar", async ({
  page,
  api,
  request,
  baseURL,
}) => {
  const name = uniquePath("Stock");
  const path = uniquePath("stock");
  const wire = { from: { node: "hook", port: "main" }, to: { node: "check", port: "main" } };
  const nodes = [hook(path), stop];
  const document = { formatVersion: 1, name, nodes, edges: [wire], notes: [], settings: {} };
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  for (const fail of [true, true, false]) await request.post(`${baseURL}/webhook/${path}`, { data: { fail } });

  await page.goto("/workflows");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
  await expect(page).toHaveURL(/\/overview$/);
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  const causes = page.getByRole("region", { name: "Failed in the last 24 hours" });
  const cause = causes.getByRole("listitem").filter({ hasText: name });
  await expect(cause).toContainText(`${name} – Check the stock`);
  await expect(cause).toContainText("2 times");
  await expect(cause).toContainText("Sold out");
  await expect(page.getByRole("list", { name: "Most failures, last 24 hours" })).toContainText(name);
  const problems = await new AxeBuilder({ page }).analyze();
  expect(problems.violations.map(({ id: rule, nodes: found }) => `${rule}: ${found[0]?.html}`)).toEqual([]);

  await test.step("all of one cause are retried, and fail again as one cause", async () => {
    await cause.getByRole("button", { name: /^Retry all/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Retry", exact: true }).click();
    await expect(page.getByText("2 executions were started again")).toBeVisible();
    const retries = () =>
      api.query<{ executions: { mode: string; status: string }[] }>("executions.list", { workflowId: id });
    await expect
      .poll(
        async () =>
          (await retries()).executions.filter((one) => one.mode === "retry" && one.status === "failed").length,
      )
      .toBe(2);
  });

  await test.step("a bar of the chart leads to the executions that it counts, by keyboard, too", async () => {
    await page.goto(`/executions?workflow=${id}&range=hour`);
    const chart = page.getByRole("region", { name: "Executions over time" });
    await expect(chart.getByRole("definition").first()).toHaveText("5");
    const bars = chart.getByRole("group", { name: "Executions that ended, bar by bar" });
    await bars
      .getByRole("button", { name: /\b[1-9] failed/ })
      .last()
      .focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/ended=\d+-\d+/);
    await expect(bars.getByRole("button", { pressed: true })).toHaveCount(1);
    await expect(
      page.getByRole("table", { name: "Executions" }).getByRole("row").filter({ hasText: name }),
    ).not.toHaveCount(0);
    await chart.getByRole("button", { name: "Show the numbers as a table" }).click();
    await expect(chart.getByRole("table").getByRole("row").first()).toContainText("Succeeded");
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id: rule, nodes: parts }) => `${rule}: ${parts[0]?.html}`)).toEqual([]);
    await chart.getByRole("button", { name: /^Ended / }).click();
    await expect(page).not.toHaveURL(/ended=/);
  });
});
