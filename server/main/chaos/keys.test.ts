import { spawn } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { keyStatus } from "@/server/cli/rotate-keys";
import { runCli } from "@/server/cli/testing";
import { openStore } from "@/server/db/client";
import { keyTable } from "@/server/db/key-tables";
import { temporaryFolder } from "@/server/db/testing";
import { openCipher } from "@/server/secrets/cipher";
import { startServerAt } from "../server.testing";
import { pause, seeded, seedOf } from "./random.testing";

const entry = join(inject("bundle"), "main.js");
const count = 3_000;
const kills = 4;
const rootKills = 4;

/** A rotation that is cut off at any point leaves every credential readable, and ends with none under the old key. */
it("T166 Rotations of keys survive kills beside a running server, which goes on all the while", {
  timeout: 400_000,
}, async () => {
  const random = seeded(seedOf("keys"));
  const folder = temporaryFolder();
  const data = folder.path;
  const cli = (...args: string[]) => runCli({ cwd: data, data }, ["keys", ...args]);
  const status = () => {
    const store = openStore(data);
    const found = keyStatus(store, { dataFolder: data });
    store.close();
    return found;
  };
  const server = await startServerAt(entry, { dataFolder: data });
  await server.signUp();
  await fill(data);
  const firstKey = join(data, "first.key");
  copyFileSync(join(data, "secret.key"), firstKey);

  // Somebody changes one all the while.
  const { id: changed } = await server.mutate<{ id: string }>("credentials.create", {
    ...{ name: "Changed", type: "http.header", values: { name: "X-0", value: "s0" } },
  });
  let changes = 0;
  let isOver = false;
  const changing = (async () => {
    while (!isOver) {
      const values = { name: `X-${changes + 1}`, value: `s${changes + 1}` };
      await server.mutate("credentials.update", { id: changed, name: "Changed", values });
      changes++;
      await pause(20);
    }
  })();

  let cut = 0;
  for (let n = 0; n < kills; n++) {
    const lines = 1 + Math.floor(random() * 6);
    if (await killed(data, ["rotate"], { lines, ms: random() * 30 })) cut++;
    expect(status().unreadable).toEqual([]);
    await readSome(server, random);
  }
  expect(cut).toBeGreaterThan(kills / 3);
  const done = await cli("rotate", "--json");
  expect(done, done.err).toMatchObject({ code: 0 });
  const after = status();
  expect(after).toMatchObject({ first: 0, unreadable: [] });
  expect(after.keys.filter(({ credentials }) => credentials > 0)).toEqual([
    expect.objectContaining({ state: "active", credentials: count + 1 }),
  ]);

  for (let n = 0; n < rootKills; n++) {
    await killed(data, ["rotate", "--root"], { lines: Number.POSITIVE_INFINITY, ms: 200 + random() * 1_000 });
    expect(status().unreadable).toEqual([]);
    await readSome(server, random);
  }
  expect(await cli("rotate", "--root")).toMatchObject({ code: 0 });
  expect(await cli("rotate")).toMatchObject({ code: 0 });
  await readSome(server, random);
  isOver = true;
  await changing;
  await server.stop();

  const again = await startServerAt(entry, { dataFolder: data });
  await again.signIn();
  await readSome(again, random);
  expect(await again.query("credentials.get", { id: changed })).toMatchObject({ values: { name: `X-${changes}` } });
  await again.stop();
  expect(secretsIn(data)).toEqual(new Set(Array.from({ length: count }, (_, n) => `secret ${n}`)));

  // The key of before is no key any more: the start ends, and nothing is changed.
  const [database, key] = ["islewire.db", "secret.key"].map((name) => join(data, name)) as [string, string];
  writeFileSync(key, readFileSync(firstKey));
  const before = readFileSync(database);
  const refused = await ended(data);
  expect(refused).toMatchObject({ code: 78, err: expect.stringContaining(`${key} is not the key`) });
  expect(refused.err).toContain("Put the right key back");
  expect(readFileSync(database).equals(before)).toBe(true);
  folder.remove();
});

/** As a server of before there were data keys left them, and as it does now. */
async function fill(data: string) {
  const store = openStore(data);
  const cipher = openCipher(keyTable(store), { dataFolder: data });
  const insert = store.prepareWrite(
    "INSERT INTO credentials (id, name, type, data, created_at, updated_at) VALUES (?, ?, 'http.header', ?, 1, 1)",
  );
  await store.commit(() => {
    for (let n = 0; n < count; n++) {
      const text = JSON.stringify({ name: `X-${n}`, value: `secret ${n}`, testUrl: "" });
      insert.run(
        `c${n}`,
        `Credential ${n}`,
        cipher.seal(text, { table: "credentials", id: `c${n}`, type: "http.header" }),
      );
    }
  });
  store.close();
}

function secretsIn(data: string): Set<string> {
  const store = openStore(data);
  const cipher = openCipher(keyTable(store), { dataFolder: data });
  const rows = store.rawRead
    .prepare("SELECT id, type, data FROM credentials WHERE id GLOB 'c[0-9]*' AND name LIKE 'Credential %'")
    .all() as {
    id: string;
    type: string;
    data: string;
  }[];
  const found = rows.map(({ id, type, data: sealed }) =>
    String(JSON.parse(cipher.open(sealed, { table: "credentials", id, type })).value),
  );
  store.close();
  return new Set(found);
}

async function readSome(server: Awaited<ReturnType<typeof startServerAt>>, random: () => number) {
  for (let tries = 0; tries < 5; tries++) {
    const n = Math.floor(random() * count);
    expect(await server.query("credentials.get", { id: `c${n}` })).toMatchObject({
      values: { name: `X-${n}`, value: "" },
    });
  }
}

/** Kills the command some milliseconds after so many lines. `false`: it was faster. */
function killed(data: string, args: string[], { lines, ms }: { lines: number; ms: number }): Promise<boolean> {
  const child = spawn(process.execPath, [join(inject("bundle"), "cli.js"), "keys", ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ISLEWIRE_DATA: data },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = () => void setTimeout(() => child.kill("SIGKILL"), ms);
  let seen = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    const before = seen;
    seen += chunk.toString().split("\n").length - 1;
    if (before < lines && seen >= lines) kill();
  });
  if (lines === Number.POSITIVE_INFINITY) kill();
  return new Promise((resolve) => child.once("close", (_code, signal) => resolve(signal === "SIGKILL")));
}

function ended(data: string): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", ISLEWIRE_DATA: data },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, err })));
}
