import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { seedOf } from "./random.testing";
import { stall } from "./stall.testing";

/** A terminal state never changes, and what a worker says that had to give an execution away counts for nothing. */
it("A worker that stands still longer than its lease loses its executions to another, and changes none of them when it wakes up", {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const account = await stall({
    ...{ entry: join(inject("bundle"), "main.js"), dataFolder: folder.path },
    ...{ pauses: 2, seed: seedOf("stall") },
  });
  folder.remove();
  expect(account).toMatchObject({ lost: [], stuck: [], doubled: [], wrong: [], overwritten: [], integrity: "ok" });
  expect(account.takenOver).toBeGreaterThan(0);
  expect(account.succeeded + account.unknown + account.blamed).toBe(account.accepted);
});
