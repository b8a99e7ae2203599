import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, startServer, type TestServer } from "../testing";

let server: TestServer;
const hook = (path: string) => ({
  type: "webhook",
  params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "none" } },
});
const split = { type: "splitOut", params: { field: "body.rows" } };
const endpoint = (params: object, credentials?: { auth: string }) => ({ type: "readEndpoint", params, credentials });
const read = (path: string, headers: { [name: string]: string } = {}) =>
  fetch(`${server.url}/data/${path}`, { headers });
let priceId = "";

beforeAll(async () => {
  server = await startServer();
  await server.signUp();
  const key = await server.mutate<{ id: string }>("credentials.create", {
    ...{ name: "Readers", type: "http.header", values: { name: "X-API-Key", value: "s3cret" } },
  });
  const wires = ["hook -> split", "split -> put"];
  priceId = await server.publish(
    draw(
      "Prices",
      {
        hook: hook("prices"),
        split,
        put: endpoint({ path: "/shop/prices/", maxAge: 60, origins: "https://a.example" }),
      },
      ...wires,
    ),
  );
  await server.publish(
    draw(
      "Secret",
      {
        hook: hook("secret"),
        split,
        put: endpoint({ path: "secret", authentication: "header", shape: "first" }, { auth: key.id }),
      },
      ...wires,
    ),
  );
  await server.publish(draw("Thief", { hook: hook("thief"), split, put: endpoint({ path: "shop/prices" }) }, ...wires));
  await server.post("prices", {
    rows: [
      { sku: "A", price: 1.5, note: "=1+1" },
      { sku: 'B "x"', tags: ["n"], price: -2 },
    ],
  });
  await server.post("secret", { rows: [{ total: 7 }, { total: 8 }] });
});
afterAll(() => server.stop("SIGKILL"));

describe("a read endpoint", () => {
  it("gives what the last execution put there, as JSON or CSV, and starts nothing", async () => {
    const before = (await server.executions()).length;
    const json = await read("shop/prices");
    expect(json.headers.get("content-type")).toContain("application/json");
    expect(json.headers.get("cache-control")).toBe("public, max-age=60");
    expect(await json.json()).toEqual([
      { sku: "A", price: 1.5, note: "=1+1" },
      { sku: 'B "x"', tags: ["n"], price: -2 },
    ]);
    const csv = 'sku,price,note,tags\r\nA,1.5,\'=1+1,\r\n"B ""x""",-2,,"[""n""]"\r\n';
    expect(await (await read("shop/prices?format=csv")).text()).toBe(csv);
    expect(await (await read("shop/prices", { accept: "text/csv" })).text()).toBe(csv);
    expect((await server.executions()).length).toBe(before);
  });

  it("says that nothing has changed to who has it already, until it has", async () => {
    const { headers } = await read("shop/prices");
    const etag = headers.get("etag") ?? "";
    expect((await read("shop/prices", { "if-none-match": `"x", W/${etag}` })).status).toBe(304);
    await server.post("prices", {
      rows: [
        { sku: "A", price: 1.5, note: "=1+1" },
        { sku: 'B "x"', tags: ["n"], price: -2 },
      ],
    });
    expect((await read("shop/prices", { "if-none-match": etag })).status).toBe(304);
    await server.post("prices", { rows: [{ sku: "A", price: 2 }] });
    const changed = await read("shop/prices", { "if-none-match": etag });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toEqual([{ sku: "A", price: 2 }]);
  });

  it("asks for the key it was given, and tells no pages but the named ones", async () => {
    expect((await read("secret")).status).toBe(401);
    expect((await read("secret", { "x-api-key": "wrong" })).status).toBe(403);
    const given = await read("secret", { "x-api-key": "s3cret" });
    expect(await given.json()).toEqual({ total: 7 });
    expect(given.headers.get("cache-control")).toContain("private");
    const from = async (origin: string) =>
      (await read("shop/prices", { origin })).headers.get("access-control-allow-origin");
    expect(await from("https://a.example")).toBe("https://a.example");
    expect(await from("https://b.example")).toBeNull();
  });

  it("is one workflow's: another cannot put anything there", async () => {
    await server.post("thief", { rows: [{ sku: "stolen" }] });
    const [failed] = await server.executions();
    expect((await server.execution(failed?.id ?? 0)).errorInfo).toMatchObject({ code: "PATH_TAKEN" });
    expect(await (await read("shop/prices")).json()).not.toEqual([{ sku: "stolen" }]);
  });

  it("tells what is wrong with a method, a format and an address, and ends with its workflow", async () => {
    expect((await fetch(`${server.url}/data/shop/prices`, { method: "POST", body: "x" })).status).toBe(405);
    expect((await read("shop/prices?format=xml")).status).toBe(400);
    expect(await (await read("nothing")).json()).toMatchObject({
      error: { hint: expect.stringContaining("must have run once") },
    });
    expect((await read("%E0%A4%A")).status).toBe(404);
    await server.mutate("workflows.unpublish", { id: priceId });
    expect(await (await read("shop/prices")).json()).toMatchObject({
      error: { hint: "Its workflow is not published" },
    });
  });
});
