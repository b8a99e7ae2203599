import { test as base, type Page } from "@playwright/test";
import { type Services, startServices } from "./services";
import { ownServer } from "./start-server";

export { expect } from "@playwright/test";

type Fixtures = {
  /** Shop services of the test's own: inventory and chat by HTTP, a mail server by SMTP. */
  services: Services;
  api: Api;
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
});

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
