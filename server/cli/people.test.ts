import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { startServer, type TestServer } from "@/server/main/testing";
import { runCli } from "./testing";

const folder = temporaryFolder();
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.signUp();
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

const islewire = (...args: string[]) => runCli({ cwd: folder.path, data: server.data }, args);
const json = async <T>(...args: string[]) => JSON.parse((await islewire(...args, "--json")).out) as T;
type Person = { email: string; role: string; disabledAt: number | null };

describe("islewire users, beside a running server", () => {
  it("invites, lists and locks out", async () => {
    const { url } = await json<{ url: string }>("users", "invite", "Nina@example.com", "--role", "admin");
    const token = url.split("/invite/")[1] ?? "";
    await server.mutate("invitations.accept", { token, name: "Nina", password: "violet ladder under rain" });
    expect((await json<Person[]>("users")).find(({ email }) => email === "nina@example.com")).toMatchObject({
      role: "admin",
      disabledAt: null,
    });
    expect((await islewire("users", "role", "nina@example.com", "member")).code).toBe(0);
    expect((await islewire("users", "disable", "nina@example.com")).code).toBe(0);
    const nina = (await server.query<Person[]>("users.list")).find(({ email }) => email === "nina@example.com");
    expect(nina).toMatchObject({ role: "member", disabledAt: expect.any(Number) });
    expect((await islewire("users", "enable", "nina@example.com")).code).toBe(0);
  });

  it("lets an owner in again who has lost the password", async () => {
    const [owner] = (await json<Person[]>("users")).filter(({ role }) => role === "owner");
    const { url } = await json<{ url: string }>("users", "reset", owner?.email ?? "", "--two-factor");
    const token = url.split("/reset/")[1] ?? "";
    await server.mutate("invitations.accept", { token, password: "another violet ladder" });
    await expect(server.signIn()).rejects.toThrow();
    await server.signIn("another violet ladder");
    expect(JSON.stringify(await server.query("audit.list", { limit: 50 }))).toContain("Command line");
  });

  it("says what it does not understand, with code 2, and what is not there, with code 1", async () => {
    expect(await islewire("users", "fire")).toMatchObject({ code: 2 });
    expect(await islewire("users", "invite", "nobody")).toMatchObject({
      code: 2,
      err: expect.stringContaining("e-mail"),
    });
    expect(await islewire("users", "role", "nina@example.com", "king")).toMatchObject({ code: 2 });
    expect(await islewire("users", "reset", "gone@example.com")).toMatchObject({
      code: 1,
      err: expect.stringContaining("gone@example.com"),
    });
  });
});

describe("islewire api-keys, beside a running server", () => {
  const call = (key: string) =>
    fetch(`${server.url}/api/v1/tables`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);

  it("makes a key with somebody's rights, replaces and revokes it", async () => {
    const made = await islewire("api-keys", "create", "Shop", "--for", "nina@example.com", "--scopes", "tables:read");
    const [key = ""] = made.out.split("\n");
    expect(await call(key)).toBe(200);
    const id = key.slice(3, 11);
    const [next = ""] = (await islewire("api-keys", "rotate", id, "--overlap", "1")).out.split("\n");
    expect([await call(key), await call(next)]).toEqual([200, 200]);
    expect((await islewire("api-keys")).out).toContain(next.slice(3, 11));
    expect((await islewire("api-keys", "revoke", id)).code).toBe(0);
    expect([await call(key), await call(next)]).toEqual([401, 200]);
  });

  it("wants to know whose rights, and which scopes", async () => {
    expect(await islewire("api-keys", "create", "Shop", "--scopes", "tables:read")).toMatchObject({ code: 2 });
    expect(await islewire("api-keys", "create", "Shop", "--for", "nina@example.com", "--scopes", "all")).toMatchObject({
      code: 2,
      err: expect.stringContaining("scopes"),
    });
    expect(await islewire("api-keys", "rotate", "gone")).toMatchObject({ code: 1 });
  });
});
