import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { WorkflowDocument } from "@/shared/workflow";
import { EditorPage } from "./editor-page";
import { expect, test, uniquePath, watchConsole } from "./fixtures";

type Published = { id: string; url: string };
type Item = { json: { [name: string]: unknown }; binary?: { [name: string]: { name: string; size: number } } };

const field = (label: string, is: string, more: object = {}, required = false) => ({
  label,
  required,
  kind: { is, ...more },
});
const options = (...values: string[]) => ({ options: values.map((value) => ({ value })) });

/** A form, a second page with the name from the first, and a last one. */
function signUp(path: string): WorkflowDocument {
  const fields = [
    field("Your name", "text", {}, true),
    field("Day", "radio", options("Monday", "Tuesday"), true),
    field("Topics", "checkbox", { ...options("Kilns", "Glazing", "Moulds"), limit: { is: "range", min: 1, max: 2 } }),
    field("Photo", "file", { multiple: false, accept: ".txt" }, true),
  ];
  const page = {
    ...{ is: "next", title: "=Nearly done, {{ $json['Your name'] }}" },
    content: { is: "list", fields: [field("Age", "number", {}, true)] },
  };
  const last = { is: "text", title: "See you soon", text: "={{ $('Form').item.json.Day }}, {{ $json.Age + 1 }}" };
  const node = (id: string, type: string, params: object, x: number) => ({
    ...{ id, name: id, version: 1, type: `core.${type}`, position: { x, y: 0 } },
    params: params as WorkflowDocument["nodes"][number]["params"],
  });
  const wire = (from: string, to: string) => ({ from: { node: from, port: "main" }, to: { node: to, port: "main" } });
  return {
    ...{ formatVersion: 1, name: "Sign up", notes: [], settings: {} },
    nodes: [
      node("Form", "formTrigger", { path, title: "Workshop", description: "In <b>May</b>", fields }, 0),
      node("Page", "form", { page }, 240),
      node("End", "form", { page: last }, 480),
    ],
    edges: [wire("Form", "Page"), wire("Page", "End")],
  };
}

const photo = { name: "photo.txt", mimeType: "text/plain", buffer: Buffer.from("a picture") };

async function axe(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, "nothing stands out to the side").toBeLessThanOrEqual(0);
}

const looks = [
  { name: "light, wide", colorScheme: "light", viewport: { width: 1440, height: 900 }, javaScriptEnabled: true },
  { name: "dark, narrow", colorScheme: "dark", viewport: { width: 390, height: 844 }, javaScriptEnabled: true },
] as const;

/** Visitors have no session. */
const nobody = { cookies: [], origins: [] };

async function publish(
  api: { mutate<T>(path: string, input: unknown): Promise<T> },
  baseURL: string | undefined,
): Promise<Published> {
  const path = uniquePath("workshop");
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: signUp(path) });
  await api.mutate("workflows.publish", { id, revision: 1 });
  return { id, url: `${baseURL}/form/${path}` };
}

for (const { name, ...use } of looks) {
  test(`A visitor fills in two pages with a file and sees the last: ${name}`, async ({ browser, api, baseURL }) => {
    const { id, url } = await publish(api, baseURL);
    const context = await browser.newContext({ ...use, storageState: nobody });
    const page = await context.newPage();
    const problems = watchConsole(page);
    await page.goto(url);
    await expect(page.getByRole("heading", { level: 1, name: "Workshop" })).toBeVisible();
    await axe(page);

    await test.step("what is wrong is said before it is sent", async () => {
      await page.getByLabel("Your name").fill("Ann");
      await page.getByLabel("Tuesday").check();
      for (const topic of ["Kilns", "Glazing", "Moulds"]) await page.getByLabel(topic).check();
      await page.getByLabel("Photo").setInputFiles(photo);
      await page.getByRole("button", { name: "Submit" }).click();
      await expect(page).toHaveURL(url);
      await page.getByLabel("Moulds").uncheck();
    });

    await page.getByRole("button", { name: "Submit" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Nearly done, Ann" })).toBeVisible();
    await axe(page);
    await page.getByLabel("Age").fill("41");
    await page.getByRole("button", { name: "Submit" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "See you soon" })).toBeVisible();
    await expect(page.getByText("Tuesday, 42")).toBeVisible();
    await axe(page);
    expect(await context.cookies()).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();

    const { executions } = await api.query<{ executions: { id: number; status: string }[] }>("executions.list", {
      workflowId: id,
    });
    expect(executions).toMatchObject([{ status: "succeeded" }]);
    const { outputs } = await api.query<{ outputs: { main: Item[] } }>("executions.stepData", {
      ...{ id: executions[0]?.id, step: 0 },
    });
    expect(outputs.main[0]).toMatchObject({
      json: { "Your name": "Ann", Day: "Tuesday", Topics: ["Kilns", "Glazing"], formMode: "production" },
      binary: { Photo: { name: "photo.txt", size: 9 } },
    });
  });
}

test("A visitor without JavaScript is told what is wrong, and comes to the last page too", async ({
  browser,
  api,
  baseURL,
}) => {
  const { url } = await publish(api, baseURL);
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: nobody });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Your name").fill("Ann");
  await page.getByLabel("Monday").check();
  for (const topic of ["Kilns", "Glazing", "Moulds"]) await page.getByLabel(topic).check();
  await page.getByLabel("Photo").setInputFiles(photo);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("alert")).toContainText("Topics: Please choose 1 to 2");
  await expect(page.getByLabel("Your name")).toHaveValue("Ann");
  await page.getByRole("alert").getByRole("link", { name: "Topics" }).click();
  await page.getByLabel("Glazing").uncheck();
  await page.getByLabel("Photo").setInputFiles(photo);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByLabel("Age").fill("7");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "See you soon" })).toBeVisible();
  await context.close();
});

test("The editor opens the test form, and shows what came of it", async ({ page, api }) => {
  const path = uniquePath("test-form");
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document: signUp(path) });
  const editor = new EditorPage(page);
  await editor.open(id);
  const panel = await editor.openNode("Form");
  await expect(panel.getByText(`/form-test/${path}`)).toBeVisible();
  await expect(panel.getByText(new RegExp(`/form/${path}$`))).toBeVisible();
  const [form] = await Promise.all([
    page.context().waitForEvent("page"),
    panel.getByRole("button", { name: "Run", exact: true }).click(),
  ]);
  await expect(form.getByText("This is a test of the form")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the form" })).toBeVisible();
  await form.getByLabel("Your name").fill("Ann");
  await form.getByLabel("Monday").check();
  await form.getByLabel("Photo").setInputFiles(photo);
  await form.getByRole("button", { name: "Submit" }).click();
  await form.getByLabel("Age").fill("7");
  await form.getByRole("button", { name: "Submit" }).click();
  await expect(form.getByRole("heading", { name: "See you soon" })).toBeVisible();
  await expect(panel.getByRole("region", { name: "Output", exact: true })).toContainText("Monday");
  await form.close();
});
