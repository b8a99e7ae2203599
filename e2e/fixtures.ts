import { test as base, type Page } from "@playwright/test";
import { type Services, startServices } from "./services";
import { owner, ownServer } from "./start-server";

export { expect } from "@playwright/test";

type Fixtures = {
  /** Shop services of the test's own: inventory and chat by HTTP, a mail server by SMTP. */
  services: Services;
  api: Api;
  /** Invites somebody who may only view a project. Gives the list of workflows in a browser of its own, once they have joined. */
  viewerOf(projectId: string): Promise<Page>;
};

/** Calls the API with the session of the page, to set the scene; what is tested is done by hand. */
export type Api = {
  query<T>(path: string, input?: unknown): Promise<T>;
  mutate<T>(path: string, input: unknown): Promise<T>;
};

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => use(ownServer().url),
  storageState: async ({}, use) => use(ownServer().session),
  services: async ({}, use) => {
    const services = await startServices();
    await use(services);
    await services.stop();
  },
  api: async ({ request, baseURL }, use) => {
    const headers = { "x-islewire": "1", origin: baseURL ?? "" };
    const read = async <T>(answer: { json(): Promise<unknown> }) => {
      const body = (await answer.json()) as { result?: { data: T }; error?: { message: string } };
      if (body.error) throw new Error(body.error.message);
      return body.result?.data as T;
    };
    await use({
      query: async (path, input) =>
        read(await request.get(`/api/trpc/${path}`, { headers, params: { input: JSON.stringify(input ?? null) } })),
      mutate: async (path, input) => read(await request.post(`/api/trpc/${path}`, { headers, data: input as object })),
    });
  },
  viewerOf: async ({ api, browser, baseURL, request }, use) => {
    const headers = { "x-islewire": "1", origin: baseURL ?? "" };
    const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
    await use(async (projectId) => {
      await request.post("/api/auth/confirm", { data: { password: owner.password }, headers });
      const email = `${uniquePath("vera")}@example.com`;
      const given = { email, role: "member", project: { id: projectId, role: "viewer" } };
      const { url } = await api.mutate<{ url: string }>("invitations.create", given);
      const page = await context.newPage();
      const data = { token: url.split("/").at(-1) ?? "", name: "Vera Viewer", password: viewerPassword };
      await page.request.post("/api/trpc/invitations.accept", { headers, data });
      await page.goto("/sign-in");
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(viewerPassword);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL(/\/workflows$/);
      return page;
    });
    await context.close();
  },
});

const viewerPassword = "four unrelated quiet words";

/** An address for the webhook of one test, so that tests do not meet. */
export const uniquePath = (name: string) => `${name}-${Math.random().toString(36).slice(2, 8)}`;

/** Problems that a person would only see in the console. */
export function watchConsole(page: Page): string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  return problems;
}
