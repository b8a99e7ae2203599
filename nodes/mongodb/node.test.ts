import { BSON } from "mongodb";
import { afterEach, describe, expect, it } from "vitest";
import { testCredential } from "@/server/services/credentials";
import { lookUpOptions } from "@/server/services/lookups";
import type { Json, JsonObject } from "@/shared/item";
import { cert, key } from "../check/tls-server.testing";
import { nodeHarness } from "../testing";
import { addressOf, found } from "./address";
import { openMongoServer } from "./mongo-server.testing";

/** The real driver against a small server of its protocol, which stands in for MongoDB: see `mongo-server.testing.ts`. */

const { run, credential, server: product } = nodeHarness();
const { ObjectId, Long, Decimal128, Binary, UUID } = BSON;

type Server = Awaited<ReturnType<typeof openMongoServer>>;
const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(options: Parameters<typeof openMongoServer>[0] = {}) {
  const server = await openMongoServer(options);
  open.push(server);
  const id = await credential("database.mongodb", { by: "string", connectionString: server.uri("shop") });
  const stored = (name = "people") => (server.collections.get(name) ?? []).map(({ _id, ...document }) => document);
  const give = (operation: JsonObject, items: JsonObject[] = [{}], { params = {}, ...node }: JsonObject = {}) =>
    run("core.mongodb", { operation: { collection: "people", ...operation }, ...(params as JsonObject) }, items, {
      credentials: { mongodb: id },
      ...node,
    });
  return { server, id, give, stored };
}

describe("MongoDB", () => {
  it("inserts items, and finds them by filter, order and number, for each item", async () => {
    const { give, stored } = await start();
    const inserted = await give({ is: "insert" }, [
      { name: "Ada", n: 1 },
      { name: "Bo", n: 2 },
      { name: "Cy", n: 3 },
    ]);
    expect(inserted.main).toMatchObject([{ name: "Ada", _id: expect.stringMatching(/^[\da-f]{24}$/) }, {}, {}]);
    expect(stored()).toEqual([
      { name: "Ada", n: 1 },
      { name: "Bo", n: 2 },
      { name: "Cy", n: 3 },
    ]);
    const find = { is: "find", filter: { n: { $gte: "={{ $json.least }}" } }, projection: { name: 1, _id: 0 } };
    const sort = [{ field: "n", way: "down" }];
    const { main, items } = await give({ ...find, sort, limit: 2 }, [{ least: 1 }, { least: 3 }]);
    expect(main).toEqual([{ name: "Cy" }, { name: "Bo" }, { name: "Cy" }]);
    expect(items.main?.length).toBe(3);
    expect((await give({ ...find, sort, skip: 1 }, [{ least: 1 }])).main).toEqual([{ name: "Bo" }, { name: "Ada" }]);
    const id = String(inserted.main[1]?._id);
    expect((await give({ is: "find", filter: { _id: { $in: ["={{ $json.id }}"] } } }, [{ id }])).main).toMatchObject([
      { name: "Bo", _id: id },
    ]);
  });

  it("reads what takes several answers of the server", async () => {
    const { give, server } = await start();
    const many = Array.from({ length: 2_500 }, (_, n) => ({ n }));
    expect((await give({ is: "insert", give: "count", batchSize: 400 }, many)).main).toEqual([
      { inserted: 2_500, matched: 0, modified: 0 },
    ]);
    const { main } = await give({ is: "find" });
    expect(main.map(({ n }) => n)).toEqual(many.map(({ n }) => n));
    expect(server.heard.filter((name) => name === "getMore").length).toBe(2);
    expect(server.heard.filter((name) => name === "insert").length).toBe(7);
  });

  it("counts and aggregates", async () => {
    const { give } = await start();
    await give({ is: "insert" }, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect((await give({ is: "count", filter: { n: { $gt: 1 } } })).main).toEqual([{ count: 2 }]);
    const pipeline: Json = [{ $match: { n: { $lt: 3 } } }, { $limit: 5 }, { $count: "few" }];
    expect((await give({ is: "aggregate", pipeline })).main).toEqual([{ few: 2 }]);
    expect((await give({ is: "aggregate", pipeline: [{ $nonsense: 1 }] })).error).toMatchObject({
      code: "MONGODB_2",
      message: expect.stringContaining("$nonsense"),
    });
    expect((await give({ is: "aggregate", pipeline: { $match: {} } })).error?.message).toMatch(/no list of stages/);
  });

  it("names each item whose document is refused, and writes the others", async () => {
    const { give, stored } = await start({ unique: [{ collection: "people", field: "name" }] });
    await give({ is: "insert" }, [{ name: "Ada" }]);
    const items = [{ name: "Bo" }, { name: "Ada" }, { name: "Cy" }, { name: "Bo" }];
    const { json } = await give({ is: "insert", refused: "others", batchSize: 3 }, items, { onError: "branch" });
    expect(json.main).toMatchObject([{ name: "Bo" }, { name: "Cy" }]);
    expect(json.error).toMatchObject([
      { name: "Ada", error: expect.stringContaining("E11000 duplicate key") },
      { name: "Bo", error: expect.stringContaining('"name":"Bo"') },
    ]);
    expect(stored()).toEqual([{ name: "Ada" }, { name: "Bo" }, { name: "Cy" }]);
    const stopped = await give({ is: "insert" }, [{ name: "Di" }, { name: "Ada" }, { name: "Ed" }]);
    expect(stopped.error).toMatchObject({ code: "ROW_REFUSED", item: 1, message: expect.stringContaining("E11000") });
    expect(stored()).toContainEqual({ name: "Di" });
    expect(stored()).not.toContainEqual({ name: "Ed" });
  });

  it("refuses a document over 16 MB without troubling the server", async () => {
    const { give, stored } = await start();
    const items = [{ text: 1 }, { text: 2 }];
    const fields = { is: "value", value: "={{ { text: $json.text === 1 ? 'x'.repeat(17e6) : 'y' } }}" };
    const { json } = await give({ is: "insert", refused: "others", fields }, items, { onError: "branch" });
    expect(json.error).toMatchObject([{ error: expect.stringContaining("16 MB") }]);
    expect(stored()).toEqual([{ text: "y" }]);
  });

  it("inserts or updates by a key, and is the same when it runs again", async () => {
    const { give, stored } = await start();
    const upsert = { is: "upsert", keys: [{ field: "sku" }], give: "count" };
    const items = [
      { sku: "a", n: 1 },
      { sku: "b", n: 2 },
    ];
    expect((await give(upsert, items)).main).toEqual([{ inserted: 2, matched: 0, modified: 0 }]);
    expect((await give(upsert, items)).main).toEqual([{ inserted: 0, matched: 2, modified: 0 }]);
    expect((await give(upsert, [{ sku: "a", price: 5 }])).main).toMatchObject([{ matched: 1, modified: 1 }]);
    expect(stored()).toEqual([
      { sku: "a", n: 1, price: 5 },
      { sku: "b", n: 2 },
    ]);
    expect((await give({ ...upsert, insertMissing: false }, [{ sku: "c", n: 3 }])).main).toMatchObject([
      { inserted: 0 },
    ]);
    const fields = { is: "these", list: [{ field: "sku" }, { field: "size.width" }] };
    await give({ ...upsert, fields }, [{ sku: "b", size: { width: 7, height: 8 }, other: 1 }]);
    expect(stored()[1]).toEqual({ sku: "b", n: 2, size: { width: 7 } });
    const { json } = await give({ ...upsert, give: "items", refused: "others" }, [{ n: 1 }, { sku: "d" }], {
      onError: "branch",
    });
    expect(json.error).toMatchObject([{ error: expect.stringContaining('key field "sku" is missing') }]);
    expect(json.main).toMatchObject([{ sku: "d", _id: expect.stringMatching(/^[\da-f]{24}$/) }]);
    expect((await give({ ...upsert, keys: [] }, items)).error).toMatchObject({ param: "operation.keys" });
  });

  it("T175 takes an object in a key for a value, never for operators", async () => {
    const { give, stored } = await start();
    await give({ is: "insert" }, [{ token: "s3cret", role: "admin" }]);
    await give({ is: "upsert", keys: [{ field: "token" }], insertMissing: false }, [
      { token: { $ne: "" }, role: "mine" },
    ]);
    expect(stored()).toEqual([{ token: "s3cret", role: "admin" }]);
  });

  it("replaces, updates and deletes, and asks before it touches all", async () => {
    const { give, stored } = await start();
    await give({ is: "insert" }, [
      { k: 1, a: 1 },
      { k: 2, a: 1 },
      { k: 3, a: 2 },
    ]);
    await give({ is: "replace", keys: [{ field: "k" }] }, [{ k: 1, b: 9 }]);
    expect(stored()[0]).toEqual({ k: 1, b: 9 });
    const update = { is: "update", filter: { a: { $exists: true } } };
    expect((await give({ ...update, change: { seen: "yes" } })).main).toEqual([{ matched: 1, modified: 1 }]);
    expect((await give({ ...update, change: { $inc: { a: 10 } }, every: "all" })).main).toEqual([
      { matched: 2, modified: 2 },
    ]);
    expect(stored().slice(1)).toEqual([
      { k: 2, a: 11, seen: "yes" },
      { k: 3, a: 12 },
    ]);
    expect((await give({ ...update, change: { $inc: { a: 1 }, b: 2 } })).error?.message).toMatch(/beside operators/);
    expect((await give({ is: "remove", filter: { k: 2 } })).main).toEqual([{ deleted: 1 }]);
    expect((await give({ is: "remove", every: "all" })).error).toMatchObject({ param: "operation.filter" });
    expect((await give({ is: "remove", every: "all", withoutFilter: true })).main).toEqual([{ deleted: 2 }]);
    expect(stored()).toEqual([]);
  });

  it("gives types that JSON lacks as texts, or as Extended JSON that goes back as it was", async () => {
    const { give, server } = await start();
    const _id = new ObjectId("65f0a1b2c3d4e5f6a7b8c9d0");
    const when = new Date("2030-01-31T09:00:00Z");
    const uuid = new UUID("0f8fad5b-d9cb-469f-a165-70867728950e");
    const typed = {
      ...{ _id, when, big: Long.fromString("9007199254740993"), price: Decimal128.fromString("12.50") },
      ...{ bytes: new Binary(Buffer.from("hi")), uuid, pattern: /^a/i, none: null, nested: [{ when }] },
    };
    server.collections.set("people", [typed]);
    const [plain] = (await give({ is: "find" })).main;
    expect(plain).toEqual({
      ...{ _id: "65f0a1b2c3d4e5f6a7b8c9d0", when: "2030-01-31T09:00:00.000Z", big: "9007199254740993", price: "12.50" },
      ...{ bytes: "aGk=", uuid: "0f8fad5b-d9cb-469f-a165-70867728950e", pattern: "/^a/i", none: null },
      nested: [{ when: "2030-01-31T09:00:00.000Z" }],
    });
    const [extended] = (await give({ is: "find" }, [{}], { params: { form: "extended" } })).main;
    expect(extended).toMatchObject({ _id: { $oid: "65f0a1b2c3d4e5f6a7b8c9d0" }, price: { $numberDecimal: "12.50" } });
    server.collections.set("people", []);
    expect((await give({ is: "insert" }, [extended as JsonObject])).error).toBeUndefined();
    expect(BSON.EJSON.stringify(server.collections.get("people"))).toBe(BSON.EJSON.stringify([typed]));
  });

  it("takes texts for ids and dates in the fields that are named, and nowhere else", async () => {
    const { give, stored } = await start();
    const id = "65f0a1b2c3d4e5f6a7b8c9d0";
    const params = { ids: "_id, owner.id", dates: "due" };
    await give({ is: "insert" }, [{ owner: { id }, code: id, due: "2030-01-31T10:00:00+01:00" }], { params });
    expect(stored()).toEqual([{ owner: { id: new ObjectId(id) }, code: id, due: new Date("2030-01-31T09:00:00Z") }]);
    const filter = { due: { $lt: "2031-01-01" }, "owner.id": { $in: [id] } };
    expect((await give({ is: "count", filter }, [{}], { params })).main).toEqual([{ count: 1 }]);
    expect((await give({ is: "count", filter })).main).toEqual([{ count: 0 }]);
    const text = '={ "owner.id": { "$in": ["{{ $json.id }}"] } }';
    expect((await give({ is: "count", filter: text }, [{ id }], { params })).main).toEqual([{ count: 1 }]);
    const wrong = await give({ is: "insert" }, [{ due: "soon" }], { params });
    expect(wrong.error).toMatchObject({ code: "MONGODB_VALUE", item: 0, message: '"soon" in "due" is no date' });
    expect((await give({ is: "find", filter: { a: { $oid: "short" } } })).error).toMatchObject({
      code: "MONGODB_VALUE",
    });
  });

  it("lets a collection be chosen from those that are there", async () => {
    const { server, id } = await start();
    for (const name of ["orders", "bills"]) server.collections.set(name, []);
    const asked = { type: "core.mongodb", lookup: "collections", params: {}, credentials: { mongodb: id } };
    const { options } = await lookUpOptions(product().ctx, asked);
    expect(options).toMatchObject([{ value: "bills" }, { value: "orders" }]);
  });

  it("says what the server says of a wrong operator, and of which item", async () => {
    const { give } = await start();
    await give({ is: "insert" }, [{ n: 2 }]);
    const said = await give({ is: "find", filter: "={{ { n: { [$json.operator]: 1 } } }}" }, [
      { operator: "$gt" },
      { operator: "$wrong" },
    ]);
    expect(said.error).toMatchObject({ code: "MONGODB_2", item: 1, message: expect.stringContaining("$wrong") });
  });
});

describe("A connection to MongoDB", () => {
  const user = { name: "ann@shop", password: "p:w/d%" };

  it("signs in, and tells what is wrong without the password", async () => {
    const { server, give } = await start({ user });
    expect((await give({ is: "insert" }, [{ n: 1 }])).error).toBeUndefined();
    const parts = { by: "parts", host: "127.0.0.1", port: server.port, user: user.name, database: "shop" };
    const { ctx } = product();
    const test = (values: JsonObject) => testCredential(ctx, { type: "database.mongodb", values });
    expect(await test({ ...parts, password: user.password })).toMatchObject({ ok: true });
    const wrong = await test({ ...parts, password: "wr0ng-pass" });
    expect(wrong).toMatchObject({
      ok: false,
      message: expect.stringMatching(/refused "ann@shop": Authentication failed/),
    });
    expect(JSON.stringify(wrong)).not.toContain("wr0ng-pass");
    expect((await test({ ...parts, user: "", password: "" })).message).toMatch(/requires authentication/);
    const closed = await test({ ...parts, port: 9, password: "x" });
    expect(closed).toMatchObject({ ok: false, message: expect.stringContaining("ECONNREFUSED") });
  });

  it("is encrypted, and asks for a certificate that is trusted unless any will do", async () => {
    const { server } = await start({ tls: { key, cert } });
    const place = { by: "parts", host: "localhost", port: server.port, database: "shop" };
    const test = (tls: string) =>
      testCredential(product().ctx, { type: "database.mongodb", values: { ...place, tls, user: "", password: "" } });
    expect(await test("any")).toMatchObject({ ok: true });
    expect(await test("verify")).toMatchObject({ ok: false, message: expect.stringMatching(/self.signed/i) });
    expect(await test("none")).toMatchObject({ ok: false });
  });

  it("ends when its time is over, and leaves no connection behind", async () => {
    const { server, give } = await start({ silent: ["find"] });
    const { error } = await give({ is: "find" }, [{}], { timeoutMs: 500 });
    expect(error?.code).toMatch(/TIMEOUT|TIMED_OUT/);
    for (let tries = 0; server.connections() > 0 && tries < 100; tries++)
      await new Promise((done) => setTimeout(done, 20));
    expect(server.connections()).toBe(0);
  });

  it("goes to the primary of a replica set, whichever member is named", async () => {
    let primary: Server | undefined;
    const hello = (isPrimary: boolean) => () => ({
      ...{ setName: "rs0", isWritablePrimary: isPrimary, secondary: !isPrimary, hosts: [] },
      primary: `127.0.0.1:${primary?.port}`,
    });
    primary = await openMongoServer({ hello: hello(true) });
    const { server, give } = await start({ hello: hello(false) });
    open.push(primary);
    expect((await give({ is: "insert" }, [{ n: 1 }])).error).toBeUndefined();
    expect(primary.collections.get("people")).toHaveLength(1);
    expect(server.heard).not.toContain("insert");
    const other = await credential("database.mongodb", {
      by: "string",
      connectionString: `${server.uri()}?replicaSet=rs1`,
    });
    const refused = await run("core.mongodb", { operation: { is: "count", collection: "a" } }, [{}], {
      credentials: { mongodb: other },
    });
    expect(refused.error?.message).toMatch(/of the replica set "rs0"/);
  });

  it("T066 never follows a member to an address that is not allowed", async () => {
    for (const primary of ["169.254.169.254:27017", "10.0.0.1:27017", "[fd00::1]:27017"]) {
      const hello = () => ({ setName: "rs0", isWritablePrimary: false, secondary: true, hosts: [primary], primary });
      const { give } = await start({ hello });
      expect((await give({ is: "count" })).error).toMatchObject({ code: "EGRESS_BLOCKED" });
    }
    for (const host of ["10.0.0.1", "169.254.169.254"]) {
      const id = await credential("database.mongodb", { by: "string", connectionString: `mongodb://${host}/shop` });
      const refused = await run("core.mongodb", { operation: { is: "count", collection: "a" } }, [{}], {
        credentials: { mongodb: id },
      });
      expect(refused.error).toMatchObject({ code: "EGRESS_BLOCKED" });
    }
  });
});

describe("A connection string", () => {
  const read = (connectionString: string, database = "") =>
    addressOf({
      ...{ by: "string", connectionString, database, host: "", port: 0 },
      ...{ user: "", password: "", authSource: "", tls: "none" },
    });

  it("names hosts, user and options", () => {
    expect(read("mongodb://a%40b:p%3Aw@one.example:1,[::1],two/shop?tls=true&replicaSet=rs&w=majority")).toMatchObject({
      hosts: [
        { host: "one.example", port: 1 },
        { host: "::1", port: 27_017 },
        { host: "two", port: 27_017 },
      ],
      ...{ user: "a@b", password: "p:w", database: "shop", usualAuthSource: "shop", tls: "verify", replicaSet: "rs" },
      settings: { w: "majority" },
    });
    expect(read("mongodb://u:p@h/?authSource=users", "other")).toMatchObject({
      authSource: "users",
      database: "other",
    });
  });

  it.each([
    ["mongodb://h/db?tlsCAFile=/etc/passwd", /"tlsCAFile"/],
    ["mongodb://h/db?proxyHost=10.0.0.1", /"proxyHost"/],
    ["mongodb://h/db?authMechanism=MONGODB-AWS", /"MONGODB-AWS"/],
    ["mongodb://%2Ftmp%2Fmongodb.sock/db", /not a host/],
    ["mongodb://h", /No database/],
    ["http://h/db", /none of MongoDB/],
  ])("%s is refused", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("of a service is completed by what name servers say, of its own domain only", () => {
    const address = read("mongodb+srv://u:p@shop.abc.example/db");
    expect(address).toMatchObject({ service: "shop.abc.example", tls: "verify", hosts: [] });
    const places = [{ host: "m1.abc.example", port: 27_017 }];
    expect(found(address, { places, texts: ["authSource=users&replicaSet=rs"] })).toMatchObject({
      ...{ hosts: places, authSource: "users", replicaSet: "rs" },
    });
    expect(found(address, { places, texts: [] })).toMatchObject({ usualAuthSource: "db" });
    const elsewhere = [{ host: "m1.evil.example", port: 27_017 }];
    expect(() => found(address, { places: elsewhere, texts: [] })).toThrow(/not of abc\.example/);
  });
});
