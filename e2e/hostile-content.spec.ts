import { expect as checked, type Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

/** Each sets the mark when a page takes it for more than text. */
const payloads = [
  `<img src=x onerror="window.hurt=1">`,
  `"><svg/onload="window.hurt=1">`,
  `</script><script>window.hurt=1</script>`,
  `javascript:window.hurt=1//`,
  `{{constructor.constructor('window.hurt=1')()}}`,
  "\u202egnp.exe\u200b\u2066",
];
const all = payloads.join(" ").slice(0, 120);

/** Whatever happens on the page, nothing of the data ran, and nothing of it is an element. */
async function expectUnharmed(page: Page) {
  checked(await page.evaluate(() => (window as unknown as { hurt?: number }).hurt)).toBeUndefined();
  checked(await page.locator("img[onerror], svg[onload], a[href^='javascript:'], iframe, object, embed").count()).toBe(
    0,
  );
}

test("T100 T106 hostile names are text on every page", async ({ page, api }) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const stop = { message: all };
  const document = {
    ...chain(all, [payloads[0] ?? "", "manualTrigger"], [payloads[1] ?? "", "stopAndError", stop]),
    notes: [
      {
        id: "note",
        text: `${payloads.join("\n\n")}\n[x](javascript:window.hurt=1) ![x](x" onerror="window.hurt=1)`,
        position: { x: 0, y: 300 },
        size: { width: 400, height: 300 },
      },
    ],
  };
  const { id: workflowId } = await api.mutate<{ id: string }>("workflows.create", { document });
  const { id } = await api.mutate<{ id: number }>("executions.start", { workflowId, document });
  await api.mutate("credentials.create", { name: all, type: "http.bearer", values: { token: "t-of-a-test" } });
  await api.mutate("variables.set", { name: `v_${Date.now()}`, value: all });
  await api
    .mutate("tables.create", { name: all.slice(0, 60), columns: [{ name: payloads[0], type: "text" }] })
    .catch(() => {});
  await api.mutate("projects.create", { name: payloads[0] }).catch(() => {});
  await page.request.post(`/webhook/${encodeURIComponent(payloads[0] ?? "")}`, {
    data: { a: all },
    headers: { "x-a": "<b>" },
  });
  await expect.poll(async () => (await api.query<{ status: string }>("executions.get", { id })).status).toBe("failed");

  for (const path of [
    ...["/", "/workflows", "/executions", "/credentials", "/tables", "/schedules", "/webhooks", "/settings", "/audit"],
    ...[
      "/settings?tab=variables",
      `/workflows/${workflowId}`,
      `/executions/${id}`,
      `/oauth2/done?problem=${encodeURIComponent(all)}`,
    ],
    `/workflows?search=${encodeURIComponent(all)}`,
  ]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    await expectUnharmed(page);
  }
  expect(dialogs).toEqual([]);
});

test("T101 T102 what nodes give is shown as text, and files are downloads", async ({ page, api }) => {
  const path = uniquePath("hostile");
  const items = `return ${JSON.stringify(payloads)}.map((text) => ({ json: { text, [text]: { html: text, url: "javascript:window.hurt=1", image: "data:image/svg+xml," + text } } }))`;
  const document = chain(
    "Hostile output",
    ["Start", "manualTrigger"],
    ["Code", "code", { mode: "all", source: items }],
  );
  const { id: workflowId } = await api.mutate<{ id: string }>("workflows.create", { document });
  const { id } = await api.mutate<{ id: number }>("executions.start", { workflowId, document });
  await expect
    .poll(async () => (await api.query<{ status: string }>("executions.get", { id })).status)
    .toBe("succeeded");
  await page.goto(`/executions/${id}`);
  const editor = new EditorPage(page);
  await editor.openNode("Code");
  const output = page.getByRole("dialog").getByRole("region", { name: "Output", exact: true });
  for (const view of ["Table", "JSON", "Schema"]) {
    await output.getByRole("button", { name: view, exact: true }).click();
    await expect(output.getByText("<img src=x onerror=").first()).toBeVisible();
    await expectUnharmed(page);
  }

  const params = { path, methods: ["POST"], respond: { is: "accepted", status: 202, text: "" } };
  const hook = chain("Hostile file", ["Hook", "webhook", params]);
  const { id: hookId } = await api.mutate<{ id: string }>("workflows.create", { document: hook });
  await api.mutate("workflows.publish", { id: hookId, revision: 1 });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>window.hurt=1</script><foreignObject/></svg>`;
  await page.request.post(`/webhook/${path}`, {
    multipart: { f: { name: `${payloads[0]}.svg`, mimeType: "image/svg+xml", buffer: Buffer.from(svg) } },
  });
  type Found = { executions: { id: number }[] };
  const found = await api.query<Found>("executions.list", { workflowId: hookId });
  await page.goto(`/executions/${found.executions[0]?.id}`);
  await editor.openNode("Hook");
  const link = page.getByRole("dialog").locator("a[href*='/api/files/']").first();
  await expect(link).toBeVisible();
  await expectUnharmed(page);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).not.toMatch(/[<>"]/);
  const address = (await link.getAttribute("href")) ?? "";
  const answer = await page.request.get(address);
  expect(answer.headers()["content-type"]).toBe("application/octet-stream");
  expect(answer.headers()["content-disposition"]).toMatch(/^attachment/);
});
