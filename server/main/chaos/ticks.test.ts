import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { tickStorm } from "./ticks.testing";

it("Schedules of every second start once for each tick inside their policy while processes are killed, and say which they left out", {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const seed = Number(process.env.ISLEWIRE_CHAOS_SEED ?? 4);
  const account = await tickStorm({
    ...{ entry: join(inject("bundle"), "main.js"), dataFolder: folder.path },
    ...{ schedules: 24, seconds: 6, kills: 4, seed },
    say: (line) => console.log(`seed ${seed}, ${line}`),
  });
  folder.remove();
  expect(account).toMatchObject({ missing: [], doubled: [], foreign: [], unwanted: [], unfinished: [] });
  expect(account.started + account.leftOut).toBe(account.ticks);
  expect(account.ticks).toBeGreaterThan(24 * 6);
  expect(account.killed).toBeGreaterThan(0);
});
