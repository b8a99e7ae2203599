import type { Locator, Page } from "@playwright/test";
import { chain } from "./documents";
import { expect, test, uniquePath } from "./fixtures";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const visitor = { ...phone, storageState: { cookies: [], origins: [] } };
test.use(phone);

/** Nothing stands out to the side: neither of the window nor of what scrolls in it. */
async function fits(page: Page) {
  const widths = await page.evaluate(() =>
    [document.scrollingElement, document.querySelector("main")].map((part) => part?.scrollWidth ?? 0),
  );
  expect(Math.max(...widths), `${page.url()} is as wide as the phone`).toBeLessThanOrEqual(phone.viewport.width);
}

/** A finger has a square of 32 pixels around its middle. */
async function isWithinReach(target: Locator) {
  await expect(target).toBeVisible();
  const missed = await target.evaluate((element) => {
    element.scrollIntoView({ block: "nearest" });
    const { left, top, width, height } = element.getBoundingClientRect();
    // A tap on the label of a field is one on the field.
    const parts = [element, ...((element as HTMLInputElement).labels ?? [])];
    const hits = ([dx, dy]: [number, number]) => {
      const at = document.elementFromPoint(left + width / 2 + dx, top + height / 2 + dy);
      return parts.some((part) => part.contains(at));
    };
    const sides: [number, number][] = [
      [-15.5, 0],
      [15.5, 0],
      [0, -15.5],
      [0, 15.5],
    ];
    return sides.filter((side) => !hits(side));
  });
  expect(missed, `${target} is within a finger's reach`).toEqual([]);
}

async function tap(target: Locator) {
  await isWithinReach(target);
  await target.tap();
}

test("By phone, a failed execution is found, read and tried again", async ({ page, api, request }) => {
  const path = uniquePath("phone");
  const document = chain(
    path,
    ["Hook", "webhook", { path, methods: ["POST"] }],
    ["Shop", "httpRequest", { url: "http://10.0.0.1/stock" }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  await request.post(`/webhook/${path}`, { data: {} });
  const statuses = async () =>
    (await api.query<{ executions: { status: string }[] }>("executions.list", { workflowId: id })).executions.map(
      ({ status }) => status,
    );
  await expect.poll(statuses).toEqual(["failed"]);

  await page.goto("/workflows");
  await tap(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Executions" }));
  await expect(page.getByRole("heading", { name: "Executions" })).toBeVisible();
  await tap(page.getByRole("combobox", { name: "Status" }));
  await tap(page.getByRole("option", { name: "Failed" }));
  // While it closes, the list lies over the page.
  await expect(page.getByRole("option")).toHaveCount(0);
  const row = page.getByRole("table", { name: "Executions" }).getByRole("row").filter({ hasText: path });
  await expect(row).toContainText('"10.0.0.1" is in a private network');
  await isWithinReach(row.getByRole("button", { name: /^Actions for execution/ }));
  await isWithinReach(row.getByRole("checkbox"));
  await fits(page);
  await tap(row.getByRole("link", { name: path }));

  const failure = page.getByRole("alert").filter({ hasText: "private network" });
  await expect(failure.getByText("ISLEWIRE_EGRESS_ALLOW")).toBeInViewport({ ratio: 1 });
  await expect(failure.getByText("“Shop”")).toBeInViewport({ ratio: 1 });
  await fits(page);
  await tap(failure.getByRole("button", { name: /Open/ }));
  const panel = page.getByRole("dialog", { name: "Shop", exact: true });
  await expect(panel).toBeVisible();
  await fits(page);
  await tap(panel.getByRole("tab", { name: /Output/ }));
  await expect(panel).toContainText("private network");
  await fits(page);
  await tap(panel.getByRole("button", { name: "Close", exact: true }));
  await tap(page.getByRole("button", { name: "Log", exact: true }));
  await fits(page);

  await tap(page.getByRole("button", { name: "Retry" }));
  await expect(page.getByRole("link", { name: /^retry of #/ })).toBeVisible();
  await expect.poll(statuses).toEqual(["failed", "failed"]);
  await fits(page);
});

test("By phone, a workflow is paused and published again with a tap each", async ({ page, api, request }) => {
  const path = uniquePath("pause");
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain(path, ["Hook", "webhook", { path, methods: ["POST"] }]),
  });
  await api.mutate("workflows.publish", { id, revision: 1 });
  const call = async () => (await request.post(`/webhook/${path}`, { data: {} })).status();
  await page.goto("/workflows");
  const row = page.getByRole("list", { name: "Workflows" }).getByRole("listitem").filter({ hasText: path });
  const published = row.getByRole("switch", { name: `Publish ${path}` });
  await expect(published).toBeChecked();
  await isWithinReach(row.getByRole("button", { name: `Actions for ${path}` }));
  await fits(page);
  await tap(published);
  await expect(published).not.toBeChecked();
  await expect(published).toBeEnabled();
  await expect.poll(call).toBe(404);
  await tap(published);
  await expect(published).toBeChecked();
  await expect.poll(call).toBe(202);
});

test("By phone, an approval is given with the address that the workflow sent", async ({
  browser,
  page,
  api,
  request,
  services,
}) => {
  const path = uniquePath("approval");
  const ask = {
    is: "form",
    title: "=Order {{ $json.body.order }} over 900 €",
    content: {
      is: "list",
      fields: [
        {
          label: "Decision",
          required: true,
          kind: { is: "radio", options: [{ value: "Approve" }, { value: "Decline" }] },
        },
        { label: "Note", required: false, kind: { is: "textarea" } },
      ],
    },
  };
  const body = { is: "json", value: "={{ { address: $execution.resumeFormUrl } }}" };
  const document = chain(
    path,
    ["Hook", "webhook", { path, methods: ["POST"] }],
    ["Tell", "httpRequest", { method: "POST", url: `${services.url}/chat`, body }],
    ["Ask", "wait", { until: { ...ask, title: "Order 17 over 900 €" } }],
    ["Decided", "noOp"],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  await request.post(`/webhook/${path}`, { data: { order: 17 } });
  await expect.poll(() => services.calls).toMatchObject([{ body: { address: expect.stringContaining("http") } }]);
  const [{ address }] = services.calls.map(({ body }) => body) as [{ address: string }];

  await page.goto(`/executions?workflow=${id}`);
  await expect(page.getByRole("table")).toContainText("Waits at “Ask” for somebody to submit its form");

  const context = await browser.newContext(visitor);
  const form = await context.newPage();
  await form.goto(address);
  await expect(form.getByRole("heading", { level: 1, name: "Order 17 over 900 €" })).toBeVisible();
  await fits(form);
  await isWithinReach(form.getByLabel("Approve"));
  await form.getByLabel("Approve").tap();
  await form.getByLabel("Note").fill("Fine with me");
  await tap(form.getByRole("button", { name: "Submit" }));
  await expect(form.getByRole("heading")).toBeVisible();
  await fits(form);
  await context.close();

  await expect(page.getByRole("table")).toContainText("Succeeded");
  const { executions } = await api.query<{ executions: { id: number }[] }>("executions.list", { workflowId: id });
  await page.goto(`/executions/${executions[0]?.id}`);
  await tap(page.getByRole("list", { name: "Steps" }).getByRole("button", { name: /Decided/ }));
  const panel = page.getByRole("dialog", { name: "Decided", exact: true });
  await tap(panel.getByRole("tab", { name: /Output/ }));
  await expect(panel).toContainText("Approve");
  await expect(panel).toContainText("Fine with me");
});

test("No page is wider than the phone", async ({ page, api, request }) => {
  const path = uniquePath("narrow");
  const name = `${path} with a name that is long enough to reach far beyond the edge of a phone`;
  const source = "console.log('x'.repeat(400)); return [{ json: { text: 'y'.repeat(400) } }];";
  const document = chain(
    name,
    ["Hook", "webhook", { path, methods: ["POST"] }],
    ["A_node_with_a_name_without_any_space_in_it", "code", { mode: "all", source }],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  for (const text of ["one", "other"]) await request.post(`/webhook/${path}`, { data: { text } });
  const list = () => api.query<{ executions: { id: number; status: string }[] }>("executions.list", { workflowId: id });
  await expect
    .poll(async () => (await list()).executions.map(({ status }) => status))
    .toEqual(["succeeded", "succeeded"]);
  const [b, a] = (await list()).executions.map((execution) => execution.id);
  for (const address of [
    ...["/overview", "/workflows", "/executions", "/schedules", "/templates", "/credentials", "/settings", "/nowhere"],
    ...[`/workflows/${id}`, `/workflows/${id}/versions`, `/executions/${a}`, `/executions/compare?a=${a}&b=${b}`],
  ]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    await page.waitForLoadState("networkidle");
    await fits(page);
  }
});
