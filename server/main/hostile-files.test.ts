import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import type { Item } from "@/shared/item";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

/**
 * Section D of the catalogue of attacks, by its numbers: files and paths. The folder for files holds the data folder here.
 * Links within it, also swapped ones (T082), are tried in `server/http/shared-folder.test.ts`.
 */
let server: TestServer;
const outer = temporaryFolder();
const all = { is: "finished", status: 200, answer: "all" };
const hook = (path: string) => ({ type: "webhook", params: { path, methods: ["POST"], respond: all } });
const go = { onError: "continue" as const };

beforeAll(async () => {
  mkdirSync(join(outer.path, "data"));
  writeFileSync(join(outer.path, "mine.txt"), "mine");
  server = await startServer({
    dataFolder: join(outer.path, "data"),
    env: { ISLEWIRE_FILES_FOLDER: outer.path },
  });
  await server.signUp();
  const path = "={{ $json.body.path }}";
  const read = { type: "files", params: { action: { is: "read", path } }, ...go };
  await server.publish(draw("Loads", { hook: hook("load"), read }, "hook -> read"));
  await server.publish(
    draw(
      "Reads",
      {
        hook: hook("read"),
        read,
        text: { type: "extractFromFile", params: { as: { is: "text" } }, ...go },
      },
      "hook -> read",
      "read -> text",
    ),
  );
  await server.publish(
    draw(
      "Writes",
      {
        hook: hook("write"),
        text: { type: "convertToFile", params: { to: { is: "text", field: "body.text" } } },
        write: {
          type: "files",
          params: { action: { is: "write", path: "={{ $('hook').item.json.body.path }}" } },
          ...go,
        },
      },
      "hook -> text",
      "text -> write",
    ),
  );
  await server.publish(
    draw(
      "Queries",
      {
        hook: hook("query"),
        query: {
          type: "sqlite",
          params: { file: path, operation: { is: "query", query: "SELECT * FROM credentials" } },
          ...go,
        },
      },
      "hook -> query",
    ),
  );
  await server.publish(draw("Echo", { hook: hook("echo") }));
  await server.publish(
    draw("Form", {
      form: { type: "formTrigger", params: { path: "cv", title: "CV", fields: [{ label: "CV", type: "file" }] } },
    }),
  );
  await server.publish(
    draw(
      "Forges",
      {
        hook: hook("forge"),
        code: {
          type: "code",
          params: { mode: "all", source: "return [{ json: {}, binary: $input.first().json.body.binary }]" },
          ...go,
        },
        text: { type: "extractFromFile", params: { as: { is: "text" } }, ...go },
      },
      "hook -> code",
      "code -> text",
    ),
  );
  await server.publish(
    draw(
      "Unpacks",
      {
        hook: hook("unpack"),
        unpack: { type: "compression", params: { action: { is: "unpack" } }, ...go },
      },
      "hook -> unpack",
    ),
  );
});
afterAll(async () => {
  await server.stop();
  outer.remove();
});
watchOracles(() => server);

const text = async (hook: string, body: object) => (await server.post(hook, body)).text;
/** The items that the newest execution had after a step. */
async function itemsOf(step: number): Promise<Item[]> {
  const [latest] = await server.executions();
  await server.finished(latest?.id ?? 0);
  const { outputs } = await server.query<{ outputs: { main: Item[] } }>("executions.stepData", {
    id: latest?.id,
    step,
  });
  return outputs.main;
}
const stored = () => readdirSync(join(server.data, "files"), { recursive: true, encoding: "utf8" });

const outside = [
  ...["../../etc/passwd", "/etc/passwd", "~/.ssh/id_rsa", "/proc/self/environ", "/proc/1/root/etc/passwd"],
  ...["/dev/zero", "/dev/fd/3", "file:///etc/passwd", "..\\..\\etc\\passwd", "\\\\host\\share\\x", "\\\\?\\C:\\x"],
  ...["C:\\Windows\\win.ini", "mine.txt/../../../etc/passwd", "a\u0000/../../etc/passwd", "x".repeat(5_000)],
  ...[".", "..", "../", "．．／．．／etc/passwd", "%2e%2e%2fetc/passwd", "..;/etc/passwd", "/etc/passwd\u0000.txt"],
];

describe("T080 the folder for files", () => {
  it("gives nothing that lies outside, in whatever spelling", async () => {
    expect(await text("read", { path: "mine.txt" })).toContain("mine");
    for (const path of outside) {
      const answer = await text("read", { path });
      expect(answer, path).not.toMatch(/root:|localhost|HOME=/);
      expect(answer, path).toMatch(/outside of the folder|^\[?\]?$|error/);
    }
  });

  it("takes nothing outside, and no name that is none", async () => {
    const before = readdirSync(outer.path).length;
    // Of others the system makes names of files within it.
    for (const path of outside.filter((one) => /^\/|^\.\.?$|\.\.\//.test(one) || one.length > 4_000))
      expect(await text("write", { path, text: "x" }), path).toMatch(/outside of the folder|cannot be written|error/);
    expect(readdirSync(outer.path).length - before).toBeLessThanOrEqual(4);
    expect(existsSync("/tmp/passwd")).toBe(false);
  });
});

describe("T081 the data folder within it", () => {
  it.each([
    "data/islewire.db",
    "data/secret.key",
    "data/islewire.db-wal",
    "data/files/*/*",
    "data/../data/secret.key",
    "data/*",
  ])("gives nothing of %s", async (path) => {
    expect(await text("load", { path })).toMatch(/belongs to the server itself|outside of the folder/);
  });

  it("is neither written nor opened as a database", async () => {
    const key = readFileSync(join(server.data, "secret.key"), "utf8");
    for (const path of ["data/secret.key", "data/new.txt", "data/files/x"])
      expect(await text("write", { path, text: "x" }), path).toMatch(/belongs to the server itself/);
    for (const path of ["data/islewire.db", "./data//islewire.db", "data/new.db"])
      expect(await text("query", { path }), path).toMatch(/belongs to the server itself/);
    expect(readFileSync(join(server.data, "secret.key"), "utf8")).toBe(key);
    expect(existsSync(join(server.data, "new.txt"))).toBe(false);
  });
});

describe("T083 the name of an uploaded file", () => {
  it.each([
    ...["../../x", "a/b", "/etc/passwd", 'a"\r\nSet-Cookie: a=b', "a\u202egpj.exe", "<script>alert(1)</script>"],
    ...["..", "", "x".repeat(2_000), "\u0000", "%0d%0aX: y", "\ud83d\ude00'();"],
  ])("%j is a name, and nothing else", async (name) => {
    const form = new FormData();
    form.append("cv", new File(["content"], name));
    const { status } = await fetch(`${server.url}/webhook/echo`, { method: "POST", body: form });
    // No header may hold it, that of a part included.
    if (name === "\u0000") return expect(status).toBe(400);
    const file = Object.values((await itemsOf(0))[0]?.binary ?? {})[0];
    expect(file).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/), size: 7 });
    const answer = await server.request(`/api/files/${file?.id}?name=${encodeURIComponent(file?.name ?? "")}`);
    expect([answer.status, await answer.text()]).toEqual([200, "content"]);
    const disposition = answer.headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w!.~%-]*$/);
    expect(answer.headers.get("set-cookie")).toBeNull();
    for (const path of stored()) expect(path).toMatch(/^(incoming|[0-9a-f]{2}(\/[0-9a-f]{64})?)$/);
  });
});

it("T084 no path in the place of an id leads to a file", async () => {
  const known =
    stored()
      .find((path) => /^[0-9a-f]{2}\//.test(path))
      ?.slice(3) ?? "";
  expect((await server.request(`/api/files/${known}`)).status).toBe(200);
  const climbs = ["../", "%2e%2e%2f", "%252e%252e%252f", "..;/", "..%5c", "..\\", "%2e%2e/", "....//"];
  const paths = climbs.flatMap((up) => [
    `/api/files/${up.repeat(3)}secret.key`,
    `/api/files/${known}/${up.repeat(2)}secret.key`,
    `/_next/static/${up.repeat(6)}etc/passwd`,
    `/${up.repeat(6)}etc/passwd`,
    `/node-icons.svg/${up.repeat(6)}etc/passwd`,
    `/data/${up.repeat(3)}secret.key`,
  ]);
  for (const path of [
    ...paths,
    `/api/files/${"0".repeat(64)}`,
    `/api/files/${known.toUpperCase()}`,
    `/api/files/${known}0`,
  ]) {
    const answer = await server.request(path);
    expect([
      path,
      answer.status < 200 || answer.status >= 300 || /html/.test(answer.headers.get("content-type") ?? ""),
    ]).toEqual([path, true]);
    expect(await answer.text()).not.toContain("root:");
  }
  expect((await fetch(`${server.url}/api/files/${known}`)).status).toBe(401);
});

it("T085 JSON that pretends to be files is data", async () => {
  const pretended = {
    filepath: "/etc/passwd",
    path: "/etc/passwd",
    originalFilename: "x",
    mimetype: "text/plain",
    size: 1,
  };
  await server.post("echo", { files: { f: pretended }, binary: { f: pretended }, f: pretended });
  const [item] = await itemsOf(0);
  expect(item?.binary).toBeUndefined();
  expect(item?.json.body).toMatchObject({ files: { f: { filepath: "/etc/passwd" } } });
  for (const type of ["application/json", "application/x-www-form-urlencoded"]) {
    const isJson = type === "application/json";
    const body = isJson ? JSON.stringify({ CV: pretended, files: { CV: pretended } }) : "CV=%2Fetc%2Fpasswd";
    const headers = { "content-type": type };
    const before = stored();
    const answer = await fetch(`${server.url}/form/cv`, { method: "POST", body, headers });
    expect(answer.status).toBe(isJson ? 415 : 200);
    expect(stored()).toEqual(before);
    if (!isJson) expect((await itemsOf(0))[0]?.binary ?? {}).toEqual({});
  }
});

describe("T087 an object where a text or a file is expected", () => {
  it.each<[string, object]>([
    ["a path", { id: "../../../secret.key", name: "x", mimeType: "text/plain", size: 1 }],
    ["a path beside", { path: "/etc/passwd", name: "x", mimeType: "text/plain", size: 1 }],
    ["a Buffer", { type: "Buffer", data: [114, 111, 111, 116], name: "x", mimeType: "text/plain" }],
    ["an address", { href: "file:///etc/passwd", raw: "x" }],
    ["a list", ["/etc/passwd"]],
    ["the id of no file", { id: "0".repeat(64), name: "x", mimeType: "text/plain", size: 1 }],
  ])("made by code as %s opens nothing", async (_, data) => {
    const answer = await text("forge", { binary: { data } });
    expect(answer).not.toMatch(/root:/);
    expect(answer).toMatch(/error/);
  });

  it.each<[string, unknown]>([
    ["an object", { path: "/etc/passwd" }],
    ["a URL", { href: "file:///etc/passwd" }],
    ["a list", ["/etc/passwd"]],
    ["a Buffer", { type: "Buffer", data: [47, 101, 116, 99] }],
  ])("given as a path as %s is refused", async (_, path) => {
    expect(await text("load", { path })).toMatch(/error.*path/);
  });
});

it("T086 names within an archive are names: none leads out, none hides another", async () => {
  const names = ["../../slip.txt", "/abs.txt", "C:\\x.txt", "a.txt", "A.txt", "deep/../../up.txt", "nul\u0000l"];
  const bytes = zipSync(Object.fromEntries(names.map((name) => [name, strToU8(name)])));
  // A link, as other programs write it: its content is where it leads.
  const linked = zipSync({ link: [strToU8("/etc/passwd"), { os: 3, attrs: 0o120777 << 16 }] });
  for (const archive of [bytes, linked]) {
    const form = new FormData();
    form.append("data", new File([archive as BlobPart], "a.zip"));
    await fetch(`${server.url}/webhook/unpack`, { method: "POST", body: form });
    const files = (await itemsOf(1)).flatMap(({ binary }) => Object.values(binary ?? {}));
    expect(files.length).toBeGreaterThanOrEqual(archive === bytes ? names.length : 1);
    for (const { id } of files) {
      const content = await (await server.request(`/api/files/${id}`)).text();
      expect(content).not.toContain("root:");
    }
  }
  for (const name of ["slip.txt", "abs.txt", "up.txt"]) expect(existsSync(join(outer.path, name))).toBe(false);
  for (const path of stored()) expect(path).toMatch(/^(incoming|[0-9a-f]{2}(\/[0-9a-f]{64})?)$/);
});

it("T088 no type of a node is a path or a name of a prototype", async () => {
  for (const type of [
    "../../evil",
    "__proto__",
    "constructor",
    "toString",
    "core.toString",
    "n.toString",
    "file:///x",
    "",
  ]) {
    const node = { id: "a", type, version: 1, name: "a", position: { x: 0, y: 0 }, params: {} };
    const document = { formatVersion: 1, name: "x", nodes: [node], edges: [], notes: [], settings: {} };
    const made = await server.mutate<{ id: string }>("workflows.create", { document }).catch((thrown: Error) => thrown);
    if (made instanceof Error) expect(made.message, type).toMatch(/type/);
    else {
      const { id } = await server
        .mutate<{ id: number }>("executions.start", { workflowId: made.id, document, startNode: "a" })
        .catch(() => ({ id: 0 }));
      if (id) expect((await server.finished(id)).errorInfo?.message, type).toMatch(/type/);
    }
  }
});
