import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./testing";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.signUp();
  await server.mutate("tables.create", {
    name: "Stock / north",
    columns: [
      { name: "sku", type: "text", required: true },
      { name: "count", type: "number" },
    ],
  });
  const [table] = await server.query<{ id: number }[]>("tables.list", undefined);
  await server.mutate("tables.addKey", { table: table?.id, columns: [1], isUnique: true });
});
afterAll(() => server.stop());

const newKey = async (...scopes: string[]) =>
  server.mutate<{ id: string; key: string }>("apiKeys.create", { name: "Shop", scopes, expiresInDays: 90 });
const address = (path: string) => `${server.url}/api/v1/tables${path}`;
const stock = "/Stock%20%2F%20north";

async function call(key: string | undefined, method: string, path: string, body?: unknown) {
  const answer = await fetch(address(path), {
    method,
    headers: { ...(key && { authorization: `Bearer ${key}` }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: text.startsWith("{") ? JSON.parse(text) : undefined, answer };
}

describe("/api/v1/tables", () => {
  it("reads and writes rows with a key, as JSON and CSV", async () => {
    const { key } = await newKey("tables:read", "tables:write");
    const rows = [{ sku: "A", count: 1 }, { sku: "B", count: 2 }, { sku: "C" }];
    expect((await call(key, "POST", `${stock}/rows`, { rows })).json.rows).toHaveLength(3);
    const upsert = { rows: [{ sku: "C", count: 9 }], key: ["sku"] };
    expect((await call(key, "PUT", `${stock}/rows`, upsert)).json.rows).toMatchObject([{ id: 3, count: 9 }]);
    const where = encodeURIComponent(JSON.stringify([{ column: "count", is: "atLeast", value: 2 }]));
    const page = await call(key, "GET", `${stock}/rows?where=${where}&sort=-count&limit=1`);
    expect(page.json).toMatchObject({ rows: [{ sku: "C" }], next: expect.any(String) });
    const next = await call(key, "GET", `${stock}/rows?where=${where}&sort=-count&limit=1&after=${page.json.next}`);
    expect(next.json).toMatchObject({ rows: [{ sku: "B" }], next: null });
    expect((await call(key, "PATCH", `${stock}/rows/1`, { values: { count: 5 } })).json).toMatchObject({ count: 5 });
    expect((await call(key, "DELETE", `${stock}/rows`, { ids: [1] })).json).toEqual({ deleted: 1 });
    const options = encodeURIComponent(JSON.stringify({ mapping: ["sku", "count"], key: ["sku"] }));
    const csv = await call(key, "POST", `${stock}/import?options=${options}`, "sku,count\nB,x\nD,4\n");
    expect(csv.json).toMatchObject({ inserted: 1, refused: [{ line: 2 }] });
    expect((await call(key, "GET", `${stock}/export`)).text).toContain("D,4,");
    expect((await call(key, "GET", `${stock}/count`)).json).toEqual({ count: 3 });
    expect((await call(key, "GET", "")).json.tables).toMatchObject([{ name: "Stock / north", rowCount: 3 }]);
  });

  it("says what is wrong with a call", async () => {
    const { key } = await newKey("tables:read", "tables:write");
    expect(await call(key, "GET", "/Nowhere/rows")).toMatchObject({ status: 404 });
    expect(await call(key, "PUT", "/Nowhere")).toMatchObject({ status: 405 });
    const taken = await call(key, "POST", `${stock}/rows`, { rows: [{ sku: "Z" }, { sku: "B" }] });
    expect(taken).toMatchObject({
      status: 409,
      json: { error: { message: 'Row 2: There is already a row with sku = "B"' } },
    });
    expect((await call(key, "POST", `${stock}/rows`, "{")).json.error.message).toMatch(/^The body is not JSON/);
    expect((await call(key, "POST", `${stock}/rows`, { rows: [] })).status).toBe(400);
    expect((await call(key, "DELETE", `${stock}/rows`, { where: [] })).json.error.message).toMatch(/every row/);
    expect((await call(key, "GET", `${stock}/rows?where=%5B1`)).json.error.message).toMatch(/is not JSON/);
    expect((await call(key, "GET", `${stock}/rows?limit=5000`)).status).toBe(400);
  });

  it("T148 lets in no call without its scope, and none with a key that is revoked, wrong or of a session", async () => {
    const { id, key } = await newKey("tables:read");
    expect((await call(key, "GET", `${stock}/rows`)).status).toBe(200);
    const write = await call(key, "POST", `${stock}/rows`, { rows: [{ sku: "Y" }] });
    expect(write).toMatchObject({
      status: 403,
      json: { error: { message: 'This key has not the scope "tables:write"' } },
    });
    const last = key.at(-8) === "x" ? "y" : "x";
    const wrong = `${key.slice(0, -8)}${last}${key.slice(-7)}`;
    for (const other of [undefined, "nonsense", wrong]) {
      const refused = await call(other, "GET", `${stock}/rows`);
      expect(refused.status).toBe(401);
      expect(refused.answer.headers.get("www-authenticate")).toMatch(/^Bearer resource_metadata="/);
    }
    await server.mutate("apiKeys.revoke", { id });
    expect((await call(key, "GET", `${stock}/rows`)).status).toBe(401);
  });

  it("T148 is replaced by one that may do the same, and is good beside it for a while that its answers tell of", async () => {
    const { id, key } = await newKey("tables:read");
    const next = await server.mutate<{ id: string; key: string; scopes: string[]; expiresAt: number }>(
      "apiKeys.rotate",
      { id, overlapHours: 1 },
    );
    expect(next.scopes).toEqual(["tables:read"]);
    expect(next.expiresAt).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    const before = await call(key, "GET", `${stock}/rows`);
    expect(before.status).toBe(200);
    expect(before.answer.headers.get("deprecation")).toMatch(/^@\d{10}$/);
    const sunset = Date.parse(before.answer.headers.get("sunset") ?? "");
    expect(sunset - Date.now()).toBeGreaterThan(3_500_000);
    expect(sunset - Date.now()).toBeLessThan(3_601_000);
    const after = await call(next.key, "GET", `${stock}/rows`);
    expect([after.status, after.answer.headers.get("sunset")]).toEqual([200, null]);
    expect((await call(next.key, "POST", `${stock}/rows`, { rows: [{ sku: "R" }] })).status).toBe(403);
    await expect(server.mutate("apiKeys.rotate", { id, overlapHours: 720 })).rejects.toThrow(/replaced already/);

    const last = await server.mutate<{ key: string }>("apiKeys.rotate", { id: next.id, overlapHours: 0 });
    expect((await call(next.key, "GET", `${stock}/rows`)).status).toBe(401);
    expect((await call(last.key, "GET", `${stock}/rows`)).status).toBe(200);
  });

  it("T148 T156 is refused from elsewhere than the addresses it was made for", async () => {
    const made = (addresses: string[]) =>
      server.mutate<{ key: string }>("apiKeys.create", {
        name: "Near",
        scopes: ["tables:read"],
        expiresInDays: 1,
        addresses,
      });
    const here = await made(["10.0.0.0/8", "127.0.0.1"]);
    expect((await call(here.key, "GET", `${stock}/rows`)).status).toBe(200);
    // 127.0.0.1 begins with neither, and none is a text to compare with.
    const elsewhere = await made(["127.0.0.10", "7.0.0.1", "10.0.0.0/8", "::ffff:1.2.3.4"]);
    expect((await call(elsewhere.key, "GET", `${stock}/rows`)).status).toBe(403);
    for (const wrong of ["1", "localhost", "10.0.0.0/33", "*"]) {
      await expect(made([wrong])).rejects.toThrow(/no address or network/);
    }
  });

  it("is not heard any more by an address that guesses keys", async () => {
    const { key } = await newKey("tables:read");
    let last = 401;
    for (let tries = 0; tries < 30 && last === 401; tries++) last = (await call(`iw_${tries}`, "GET", "")).status;
    expect(last).toBe(429);
    const right = await call(key, "GET", "");
    expect(right.status).toBe(429);
    expect(Number(right.answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

it("A key is stored as its fingerprint alone, and its last use is noted", async () => {
  const keys = await server.query<{ name: string; lastUsedAt: number | null }[]>("apiKeys.list", undefined);
  expect(keys.length).toBeGreaterThan(0);
  expect(JSON.stringify(keys)).not.toMatch(/iw_\w{8}_\w{43}/);
  expect(keys.some(({ lastUsedAt }) => lastUsedAt !== null)).toBe(true);
});
