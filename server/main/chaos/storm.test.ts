import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { storm } from "./storm.testing";

it("A storm of 1,000 executions and 20 kills loses none, runs no finished step again and leaves none stuck", {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  const account = await storm({
    ...{ entry: join(inject("bundle"), "main.js"), dataFolder: folder.path },
    ...{ executions: 1_000, kills: 20, seed: 1 },
  });
  folder.remove();
  expect(account).toMatchObject({ lost: [], stuck: [], rerun: [], doubled: [], wrong: [], integrity: "ok" });
  expect(account.accepted).toBeGreaterThanOrEqual(1_000);
  expect(account.succeeded + account.unknown + account.blamed).toBe(account.accepted);
  expect(account.killed).toBeGreaterThan(15);
});
