import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath } from "./fixtures";

const flaws = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
};

async function openSettings(page: Page) {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Workflow settings");
  await expect(page.getByRole("option", { name: /Workflow settings/ })).toBeVisible();
  await page.keyboard.press("Enter");
  return page.getByRole("dialog", { name: "Workflow settings" });
}

test("Users hide fields of a workflow, and see in its executions that something is hidden, and what", async ({
  page,
  api,
}) => {
  const path = uniquePath("hide");
  const { id } = await api.mutate<{ id: string }>("workflows.create", {
    document: chain(
      "Hiding",
      ["Order", "webhook", { path, methods: ["POST"], respond: { is: "accepted", status: 200, text: "" } }],
      ["Fields", "editFields"],
    ),
  });
  const editor = new EditorPage(page);
  await editor.open(id);
  const saved = () => api.query<{ revision: number; document: { settings: object } }>("workflows.get", { id });

  await test.step("the settings take paths, and say which line is none", async () => {
    const dialog = await openSettings(page);
    const paths = dialog.getByRole("textbox", { name: "Hide fields" });
    await paths.fill("body.customer.email\nbody..card");
    await expect(dialog.getByText("Line 2 is no path: body..card")).toBeVisible();
    await paths.fill("body.customer.email\n**.card");
    await dialog.getByRole("combobox", { name: "Keep those that failed" }).click();
    await page.getByRole("option", { name: "For some days" }).click();
    await dialog.getByRole("textbox", { name: "Days" }).fill("0");
    await expect(dialog.getByText("A whole number from 1 to 3,650")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Days" }).fill("7");
    expect(await flaws(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Keep settings" }).click();
    await expect
      .poll(async () => (await saved()).document.settings)
      .toEqual({ redact: ["body.customer.email", "**.card"], keepFailed: 7 });
  });

  await test.step("an execution shows *** and says why, and offers no retry", async () => {
    await api.mutate("workflows.publish", { id, revision: (await saved()).revision });
    const data = { customer: { email: "ann@example.org", name: "Ann" } };
    expect((await page.request.post(`/webhook/${path}`, { data })).status()).toBe(200);
    await page.goto("/executions");
    const row = page.getByRole("row").filter({ hasText: "Hiding" });
    await expect(row.getByText("Redacted by its workflow’s settings")).toBeVisible();
    await row.getByRole("link").first().click();
    await expect(page.getByText("stands for what this workflow’s settings hide: body.customer.email")).toBeVisible();
    await expect(page.getByRole("button", { name: "Retry" })).toBeHidden();
    await page
      .getByRole("region", { name: "Steps" })
      .getByRole("button", { name: /Fields/ })
      .click();
    await expect(page.getByText("***", { exact: false }).first()).toBeVisible();
    await expect(page.getByText("ann@example.org")).toHaveCount(0);
    expect(await flaws(page)).toEqual([]);
  });
});

test("Users keep a variable secret, and nobody sees its value again", async ({ page }) => {
  const name = uniquePath("TOKEN").replace("-", "_").toUpperCase();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Add variable" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Value" }).fill("value-nobody-sees");
  await dialog.getByRole("switch", { name: /Secret/ }).click();
  expect(await flaws(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("listitem").filter({ hasText: name });
  await expect(row.getByText("secret", { exact: true })).toBeVisible();
  await row.getByRole("button", { name: `Edit ${name}` }).click();
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Value" })).toHaveValue("");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog").getByText("Enter a value")).toBeVisible();
});

test("Somebody who may only view sees what became of an execution, and is told that its data are not shown", async ({
  api,
  request,
  viewerOf,
}) => {
  const { id: projectId } = await api.mutate<{ id: string }>("projects.create", { name: uniquePath("Status") });
  const path = uniquePath("status");
  const drawn = chain(
    "Status alone",
    ["Order", "webhook", { path, methods: ["POST"], respond: { is: "accepted", status: 200, text: "" } }],
    ["Code", "code", { source: "console.log('no secret'); throw new Error('Nothing for ' + $json.body.email)" }],
  );
  const document = { ...drawn, settings: { viewersSee: "status" } };
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document, projectId });
  await api.mutate("workflows.publish", { id, revision: 1 });
  await request.post(`/webhook/${path}`, { data: { email: "ann@example.org" } });
  const page = await viewerOf(projectId);
  await expect(page.getByRole("link", { name: "Status alone", exact: true })).toBeVisible();

  await page.goto("/executions");
  const row = page.getByRole("row").filter({ hasText: "Status alone #" });
  await expect(row.getByText("Failed")).toBeVisible();
  await expect(row.getByText("Status alone", { exact: true })).toBeVisible();
  await row.getByRole("link").first().click();
  await expect(page.getByText("You see the status alone")).toBeVisible();
  await expect(page.getByText("CODE_THROWN: the workflow's editors see what went wrong").first()).toBeVisible();
  const steps = page.getByRole("region", { name: "Steps" });
  await steps.getByRole("button", { name: "Log", exact: true }).click();
  await expect(steps.getByText("You see the status alone")).toBeVisible();
  expect(await flaws(page)).toEqual([]);
  await steps.getByRole("button", { name: "Steps", exact: true }).click();
  await steps.getByRole("button", { name: /Order/ }).first().click();
  await expect(page.getByText("You see the status alone").last()).toBeVisible();
  await page.goto("/webhooks");
  await expect(page.getByText("(address not shown)").first()).toBeVisible();
  await expect(page.getByText("ann@example.org")).toHaveCount(0);
});
