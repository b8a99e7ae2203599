import { chain } from "./documents";
import { EditorPage } from "./editor-page";
import { type Api, expect, test, uniquePath } from "./fixtures";
import { leftInEnglish } from "./left-in-english";
import { owner } from "./start-server";

type Named = { name: string };
type Failed = { error?: { message: string; nodeName?: string } };

/** Names and messages that come from the tests before: they share one server, and its lists. */
async function madeByTests(api: Api): Promise<string[]> {
  const workflows = await api.query<Named[]>("workflows.list", {});
  const lists = ["credentials.list", "users.list", "projects.list", "apiKeys.list"];
  const others = (await Promise.all(lists.map((list) => api.query<Named[]>(list)))).flat();
  const { executions } = await api.query<{ executions: Failed[] }>("executions.list", { limit: 200 });
  const failures = executions.flatMap(({ error }) => (error ? [error.message, error.nodeName ?? ""] : []));
  return [owner.name, ...[...workflows, ...others].map(({ name }) => name), ...failures];
}

test("The language is chosen in the settings or the user menu, changes pages, nodes and forms, and stays", async ({
  page,
  context,
  api,
}) => {
  const document = chain(uniquePath("Language"), ["Start", "manualTrigger"], ["Call", "httpRequest"]);
  const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
  const main = page.getByRole("heading", { level: 1 });
  await page.goto("/settings");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("radiogroup", { name: "Language" }).getByRole("radio", { name: "简体中文" }).click();
  await expect(main).toHaveText("设置");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page).toHaveTitle(/^设置/);

  await test.step("the nodes and their forms speak it too", async () => {
    await page.goto(`/workflows/${id}`);
    await page.getByRole("button", { name: "添加节点", exact: true }).click();
    const palette = page.getByRole("complementary", { name: "节点" });
    await expect(palette.getByRole("option", { name: "HTTP 请求", exact: true })).toBeVisible();
    await palette.getByPlaceholder("搜索节点").fill("定时");
    await expect(palette.getByRole("option").first()).toContainText("定时");
    await page.keyboard.press("Escape");
    await new EditorPage(page).node("Call").dblclick();
    const panel = page.getByRole("dialog", { name: "Call", exact: true });
    await expect(panel.getByRole("combobox", { name: "请求方法", exact: true })).toBeVisible();
  });

  await test.step("it stays, also in another tab", async () => {
    const other = await context.newPage();
    await other.goto("/executions");
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("执行记录");
    await other.getByRole("button", { name: owner.name }).first().click();
    await expect(other.getByRole("menuitemradio", { name: "简体中文" })).toBeChecked();
    await other.getByRole("menuitemradio", { name: "English" }).click();
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("Executions");
    await page.goto("/workflows");
    await expect(main).toHaveText("Workflows");
  });
});

test.describe("A browser that asks for Chinese", () => {
  test.use({ locale: "zh-CN" });

  test.describe("of a visitor without a session", () => {
    test.use({ storageState: { cookies: [], origins: [] } });

    test("is asked to sign in in Chinese, and can switch there", async ({ page }) => {
      await page.goto("/");
      const main = page.getByRole("heading", { level: 1 });
      await expect(main).toHaveText("登录");
      expect(await leftInEnglish(page, [])).toEqual([]);
      const languages = page.getByRole("group", { name: "语言" });
      await expect(languages.getByRole("button", { name: "简体中文" })).toHaveAttribute("aria-pressed", "true");
      await languages.getByRole("button", { name: "English" }).click();
      await expect(main).toHaveText("Sign in");
      await page.getByLabel("E-mail").fill(owner.email);
      await page.getByLabel("Password", { exact: true }).fill(owner.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(main).toHaveText("Workflows");
    });
  });

  test("finds no English sentence on any page", async ({ page, api }) => {
    const name = uniquePath("商品");
    const { id } = await api.mutate<{ id: string }>("workflows.create", {
      document: chain(name, ["开始", "manualTrigger"]),
    });
    const made = await madeByTests(api);
    for (const path of [
      ...["/overview", "/workflows", "/executions", "/credentials", "/templates", "/settings", "/nowhere"],
      `/workflows/${id}/versions`,
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(/\p{Script=Han}/u);
      await page.waitForLoadState("networkidle");
      expect(await leftInEnglish(page, made), path).toEqual([]);
    }
    await page.goto("/credentials");
    await page.getByRole("button", { name: "新建凭据" }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await leftInEnglish(page, made), "a new credential").toEqual([]);
  });

  test("finds no English sentence in the editor, its panels, its menus and its runs", async ({ page, api }) => {
    test.setTimeout(120_000);
    const source = "console.log('你好'); throw new Error('没有这件商品');";
    const document = chain(
      uniquePath("商品"),
      ["开始", "manualTrigger"],
      ["代码", "code", { mode: "all", source }],
      ["请求", "httpRequest", { url: "https://example.com" }],
      ["判断", "if"],
    );
    const { id } = await api.mutate<{ id: string }>("workflows.create", { document });
    const read = async (what: string) => expect(await leftInEnglish(page, [owner.name]), what).toEqual([]);
    const editor = new EditorPage(page);
    await editor.open(id);
    await page.getByRole("button", { name: "运行", exact: true }).click();
    const run = page.getByRole("region", { name: "运行", exact: true });
    await expect(run.getByRole("alert")).toContainText("没有这件商品");
    await read("a failed run");
    await run.getByRole("button", { name: "日志", exact: true }).click();
    await expect(run).toContainText("你好");
    await read("its log");

    await page.getByRole("button", { name: "添加节点", exact: true }).click();
    await expect(page.getByRole("option").first()).toBeVisible();
    await read("the list of nodes");
    await page.keyboard.press("Escape");
    for (const node of ["开始", "代码", "请求", "判断"]) {
      await editor.node(node).dblclick();
      const panel = page.getByRole("dialog", { name: node, exact: true });
      await expect(panel.getByRole("region", { name: "参数", exact: true })).toBeVisible();
      await read(`the parameters of ${node}`);
      await panel.getByRole("tab", { name: "设置" }).click();
      await read(`the settings of ${node}`);
      await page.keyboard.press("Escape");
      await expect(panel).toBeHidden();
    }
    await page.getByRole("button", { name: "工作流操作" }).click();
    await expect(page.getByRole("menuitem").first()).toBeVisible();
    await read("the menu");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toBeHidden();
    for (const [key, what] of [
      ["?", "快捷键和手势"],
      ["Control+k", "所有命令"],
    ] as const) {
      await editor.canvas.click({ position: { x: 20, y: 200 } });
      await page.keyboard.press(key);
      const dialog = page.getByRole("dialog", { name: what });
      await expect(dialog).toBeVisible();
      await read(what);
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
    }

    const { executions } = await api.query<{ executions: { id: number }[] }>("executions.list", { workflowId: id });
    const [first] = executions.map((execution) => execution.id);
    const { id: second } = await api.mutate<{ id: number }>("executions.retry", { id: first });
    await page.goto(`/executions/${second}`);
    await expect(page.getByText("没有这件商品").first()).toBeVisible();
    await read("an execution");
    await page.goto(`/executions/compare?a=${first}&b=${second}`);
    await page.getByRole("button", { name: /^代码/ }).click();
    await expect(page.getByText(`#${first}: 没有这件商品`)).toBeVisible();
    await read("two executions compared");
  });
});
