import { chain } from "./documents";
import { expect, test, uniquePath } from "./fixtures";

test("Users can filter the history, open a failed execution, retry it and cancel a waiting one", async ({
  page,
  api,
  request,
}) => {
  const path = uniquePath("history");
  const hook = { path, methods: ["POST"], respond: { is: "accepted", status: 202, text: "" } };
  const fail = {
    mode: "all",
    source: "if ($input.first().json.body.bad) throw new Error('No such article'); return $input.all()",
  };
  const document = chain(path, ["Hook", "webhook", hook], ["Check", "code", fail]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  for (const bad of [false, true]) await request.post(`/webhook/${path}`, { data: { bad } });
  const waitPath = uniquePath("waits");
  const waits = chain(
    waitPath,
    ["Hook", "webhook", { ...hook, path: waitPath }],
    ["Wait", "wait", { until: { is: "call", limitHours: 0 } }],
  );
  const waiting = await api.mutate<{ id: string }>("workflows.create", { document: waits });
  await api.mutate("workflows.publish", { id: waiting.id, revision: 1 });
  await request.post(`/webhook/${waitPath}`, { data: {} });

  await page.goto(`/executions?workflow=${id}`);
  const rows = page.getByRole("table", { name: "Executions" }).getByRole("row").filter({ hasText: path });
  await expect(rows).toHaveCount(2);
  await page.goto(`/executions?workflow=${id}&status=failed`);
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("No such article");
  await rows.first().getByRole("link").first().click();
  await expect(page.getByText("No such article").first()).toBeVisible();
  await expect(page.getByText("Check", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Retry" }).click();
  await expect
    .poll(
      async () => (await api.query<{ executions: unknown[] }>("executions.list", { workflowId: id })).executions.length,
    )
    .toBe(3);

  await page.goto(`/executions?workflow=${waiting.id}`);
  await expect(page.getByRole("table")).toContainText("Waiting");
  await page.getByRole("button", { name: /^Actions for execution/ }).click();
  await page.getByRole("menuitem", { name: "Cancel" }).click();
  await expect(page.getByRole("table")).toContainText("Cancelled");
});

test("A waiting execution goes on when its address is called, once", async ({ api, request }) => {
  const path = uniquePath("resume");
  const hook = { path, methods: ["POST"], respond: { is: "node" } };
  const answer = { answer: { is: "json", value: "={{ { resume: $execution.resumeUrl } }}" }, status: 200 };
  const document = chain(
    path,
    ["Hook", "webhook", hook],
    ["Answer", "respondToWebhook", answer],
    ["Wait", "wait", { until: { is: "call", limitHours: 0 } }],
    ["End", "noOp"],
  );
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  const { resume } = (await (await request.post(`/webhook/${path}`, { data: {} })).json()) as { resume: string };
  const status = async () =>
    (await api.query<{ executions: { status: string }[] }>("executions.list", { workflowId: id })).executions[0]
      ?.status;
  await expect.poll(status).toBe("waiting");
  expect((await request.post(`${resume}x`, { data: {} })).status()).toBe(404);
  expect((await request.post(resume, { data: { approved: true } })).status()).toBe(200);
  await expect.poll(status).toBe("succeeded");
  expect((await request.post(resume, { data: {} })).status()).toBe(409);
});
