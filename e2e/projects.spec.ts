import AxeBuilder from "@axe-core/playwright";
import { expect, test, uniquePath, watchConsole } from "./fixtures";

test("An administrator makes a project, moves a workflow there, lends it and takes it back", async ({ page, api }) => {
  const problems = watchConsole(page);
  const shop = uniquePath("Shop");
  const name = uniquePath("Orders");
  await api.mutate("workflows.create", { name });

  await page.goto("/settings");
  await expect(page.getByRole("list", { name: "People" }).getByText("Olive Owner")).toBeVisible();
  await page.getByRole("button", { name: "New project" }).click();
  const making = page.getByRole("dialog", { name: "New project" });
  await making.getByRole("button", { name: "Save" }).click();
  await expect(making.getByText("Name is required")).toBeVisible();
  await making.getByRole("textbox", { name: "Name" }).fill(shop);
  await making.getByRole("button", { name: "Save" }).click();
  const project = page.getByRole("dialog", { name: shop });
  await expect(project.getByText("Nobody but the administrators of the server.")).toBeVisible();
  await project.getByRole("combobox", { name: "Add a member" }).click();
  await page.getByRole("option", { name: /Olive Owner/ }).click();
  await expect(project.getByRole("combobox", { name: "Role of Olive Owner" })).toHaveText("Editor");
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations).toEqual([]);
  await project.getByRole("button", { name: "Close" }).first().click();

  await page.goto("/workflows");
  await page.getByRole("searchbox", { name: "Search workflows" }).fill(name);
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Project and sharing…" }).click();
  const sharing = page.getByRole("dialog", { name: "Project and sharing" });
  await sharing.getByRole("combobox", { name: "Share with a project" }).click();
  await page.getByRole("option", { name: shop }).click();
  await expect(sharing.getByRole("combobox", { name: `What ${shop} may do at most` })).toHaveText("Viewer");
  await sharing.getByRole("button", { name: `Stop sharing with ${shop}` }).click();
  await expect(sharing.getByText("No other project.")).toBeVisible();
  await sharing.getByRole("combobox", { name: "Owned by" }).click();
  await page.getByRole("option", { name: shop }).click();
  await expect(page.getByText(`Moved “${name}” to ${shop}`)).toBeVisible();
  await expect(page.getByText(`in ${shop}`)).toBeVisible();

  const [moved] = (await api.query<{ name: string; projectId: string }[]>("workflows.list", { search: name })).slice(
    0,
    1,
  );
  const projects = await api.query<{ id: string; name: string }[]>("projects.list");
  expect(moved?.projectId).toBe(projects.find((one) => one.name === shop)?.id);

  // What is chosen here is where new ones go.
  await page.getByRole("combobox", { name: "Project", exact: true }).click();
  await page.getByRole("option", { name: "Main" }).click();
  await expect(page.getByText(`in ${shop}`)).toHaveCount(0);
  await page.getByRole("combobox", { name: "Project", exact: true }).click();
  await page.getByRole("option", { name: shop }).click();

  // Also on other pages, and in the editor.
  const table = uniquePath("Stock");
  await page.goto("/tables");
  await page.getByRole("button", { name: "New table" }).first().click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill(table);
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.waitForURL(/\/tables\/\d+$/);
  const tables = await api.query<{ name: string; projectId: string }[]>("tables.list");
  expect(tables.find((one) => one.name === table)?.projectId).toBe(moved?.projectId);
  await page.goto("/tables");
  await page.getByRole("button", { name: `Actions for ${table}` }).click();
  await page.getByRole("menuitem", { name: "Project…" }).click();
  await page.getByRole("dialog", { name: "Project" }).getByRole("combobox", { name: "Owned by" }).click();
  await page.getByRole("option", { name: "Main" }).click();
  await expect(page.getByText(`Moved “${table}” to Main`)).toBeVisible();
  await expect(page.getByText("No tables in this project yet.")).toBeVisible();
  const header = { type: "http.header", values: { name: "X-Key", value: "k" } };
  await api.mutate("credentials.create", { ...header, name: `${shop} key`, projectId: moved?.projectId });
  await api.mutate("credentials.create", { ...header, name: `${shop} not`, projectId: "main" });
  await page.goto("/credentials");
  await expect(page.getByText(`${shop} key`)).toBeVisible();
  await expect(page.getByText(`${shop} not`)).toHaveCount(0);
  expect(problems).toEqual([]);
});

test("Somebody who may only view sees what the project has, and nothing that changes it", async ({ api, viewerOf }) => {
  const { id } = await api.mutate<{ id: string }>("projects.create", { name: uniquePath("Watched") });
  const mine = uniquePath("Theirs to see");
  const hidden = uniquePath("Not theirs");
  await api.mutate("workflows.create", { name: mine, projectId: id });
  await api.mutate("workflows.create", { name: hidden });
  const page = await viewerOf(id);
  const problems = watchConsole(page);
  await expect(page.getByRole("link", { name: mine })).toBeVisible();
  await expect(page.getByText(hidden)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "New workflow" })).toBeDisabled();

  await page.getByRole("link", { name: mine }).click();
  await expect(page.getByText("View only")).toBeVisible();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Publish/ })).toHaveCount(0);
  await page.goto("/settings");
  await expect(page.getByRole("heading", { name: "Projects" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "People" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Variables" })).toHaveCount(0);
  expect(problems).toEqual([]);
});
