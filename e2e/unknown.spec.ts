import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { childrenOf } from "../server/main/child-processes.testing";
import { chain } from "./documents";
import { expect, test, uniquePath } from "./fixtures";
import { ownServer } from "./start-server";

/** A service that takes orders and never says so. */
const calls: string[] = [];
const silent = createServer((req) => void calls.push(req.url ?? ""));
test.beforeAll(() => new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve)));
test.afterAll(() => silent.closeAllConnections());
test.afterAll(() => void silent.close());

test("After a crash, users are asked what became of a step, and answer for one or for several", async ({
  page,
  api,
  request,
}) => {
  const path = uniquePath("orders");
  const hook = { path, methods: ["POST"], respond: { is: "accepted", status: 202, text: "" } };
  const order = { method: "POST", url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/${path}` };
  const document = chain(path, ["Hook", "webhook", hook], ["Order", "httpRequest", order], ["Done", "noOp"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  await api.mutate("workflows.publish", { id, revision: 1 });
  for (const number of [1, 2, 3]) await request.post(`/webhook/${path}`, { data: { number } });
  await expect.poll(() => calls.length).toBe(3);
  const worker = childrenOf(ownServer().pid).find(({ role }) => role === "worker");
  process.kill(worker?.pid ?? 0, "SIGKILL");

  await page.goto(`/executions?workflow=${id}`);
  const rows = page.getByRole("table", { name: "Executions" }).getByRole("row").filter({ hasText: path });
  await expect(rows.filter({ hasText: "Unknown" })).toHaveCount(3);
  await rows.first().getByRole("link").first().click();
  await expect(page.getByRole("alert").getByText("it is not known whether its work was done")).toBeVisible();
  await page.getByRole("button", { name: "Take it for done" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Succeeded" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("link", { name: /It goes on as execution/ })).toBeVisible();

  await page.goto(`/executions?workflow=${id}&status=unknown`);
  await expect(rows).toHaveCount(2);
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await page.getByRole("button", { name: "Answer 2 unknown" }).click();
  await page.getByRole("menuitem", { name: "Leave it out" }).click();
  await expect(page.getByText("2 executions go on")).toBeVisible();
  await expect(page.getByText("No execution fits these filters.")).toBeVisible();
  expect(calls).toHaveLength(3);
});
