import { createCipheriv, hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyTable, peekKeyFacts, withKeyWriter } from "@/server/db/key-tables";
import { openTestStore } from "@/server/db/testing";
import { type Cipher, openCipher } from "./cipher";
import { type DataKeyRow, encrypt, findRootKey, unwrap } from "./data-keys";
import { prepareKeys, requireRightKey } from "./prepare-keys";
import { type KeySource, keySourceOf } from "./root-key";
import { openTestCipher } from "./testing";

let test: ReturnType<typeof openTestStore>;
let cipher: Cipher;
beforeEach(() => {
  test = openTestStore();
  cipher = openTestCipher(test.store, test.folder);
});
afterEach(() => test.close());

const place = { table: "credentials", id: "1", type: "a" };
const again = (source: KeySource = { dataFolder: test.folder }) => openCipher(keyTable(test.store), source);
const keyFile = () => join(test.folder, "secret.key");
const otherKey = () => randomBytes(32).toString("base64");
const prepare = (source: KeySource) => withKeyWriter(test.folder, (table) => prepareKeys(table, source));

/** An envelope of the format before, as that version sealed it. */
function sealFirst(rootKey: Buffer, text: string, bound: string): string {
  const key = Buffer.from(hkdfSync("sha256", rootKey, "", "credentials", 32));
  const nonce = randomBytes(12);
  const gcm = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([gcm.update(text, "utf8"), gcm.final()]);
  return ["v1", ...[nonce, sealed, gcm.getAuthTag()].map((part) => part.toString("base64url"))].join(".");
}
const rootKey = () => Buffer.from(readFileSync(keyFile(), "utf8").trim(), "base64");
async function storeFirst(envelope: string) {
  const { store } = test;
  const sql = "INSERT INTO credentials (id, name, type, data, created_at, updated_at) VALUES ('1', 'n', 'a', ?, 1, 1)";
  await store.commit(() => store.prepareWrite(sql).run(envelope));
}
async function asBefore() {
  const { store } = test;
  await store.commit(() => store.prepareWrite("DELETE FROM data_keys").run());
  await store.commit(() => store.prepareWrite("DELETE FROM settings").run());
}

describe("a sealed text", () => {
  it("opens with the same keys, in the same place, also in another process", () => {
    for (const text of ["", "secret", "ä€😀", "x".repeat(100_000)])
      expect(again().open(cipher.seal(text, place), place)).toBe(text);
  });

  it("looks different each time and never shows the text", () => {
    const [a, b] = [cipher.seal("secret", place), cipher.seal("secret", place)];
    expect(a).not.toBe(b);
    expect(a).not.toContain("secret");
    expect(a).not.toContain(Buffer.from("secret").toString("base64url"));
  });

  it.each([{ table: "other" }, { id: "2" }, { type: "b" }, { projectId: "shop" }])(
    "T167 does not open in another place: %j",
    (other) => {
      expect(() => cipher.open(cipher.seal("secret", place), { ...place, ...other })).toThrow(/cannot be decrypted/);
    },
  );

  it("does not open once any part of it was changed", () => {
    const parts = cipher.seal("a secret of some length", place).split(".");
    for (const index of parts.keys()) {
      const bent = [...parts];
      bent[index] = (bent[index] ?? "").replace(/./, (letter) => (letter === "A" ? "B" : "A"));
      expect(() => cipher.open(bent.join("."), place), `part ${index}`).toThrow(/cannot be decrypted/);
    }
  });

  it.each([
    "",
    "v1",
    "v1..",
    "v1.a.b",
    "v2.a.b.c",
    "v2.a.b.c.d",
    "v3.a.b.c.d",
    "v4.a.b.c.d",
    "v1.AAAAAAAAAAAAAAAA..AAAA",
    "nonsense",
  ])("%j is not one", (text) => {
    expect(() => cipher.open(text, place)).toThrow(/cannot be decrypted/);
  });

  it("does not take a tag that is cut short", () => {
    const parts = cipher.seal("secret", place).split(".");
    const tag = Buffer.from(parts.pop() ?? "", "base64url");
    const short = [...parts, tag.subarray(0, 4).toString("base64url")].join(".");
    expect(() => cipher.open(short, place)).toThrow(/cannot be decrypted/);
  });

  it("is sealed with a key of its project, made for the first that it seals", async () => {
    const { store } = test;
    const shop = { ...place, projectId: "shop" };
    const [own, first, second] = await store.commit(() => [place, shop, shop].map((at) => cipher.seal("secret", at)));
    const keyIn = (envelope = "") => envelope.split(".")[1];
    expect(keyIn(first)).toBe(keyIn(second));
    expect(keyIn(first)).not.toBe(keyIn(own));
    expect(again().open(first ?? "", shop)).toBe("secret");
    expect(
      store.rawRead.prepare("SELECT project_id FROM data_keys WHERE purpose = 'data'").pluck().all().sort(),
    ).toEqual(["main", "shop"]);
  });

  it("leaves no key of a transaction that was undone, and seals with none", async () => {
    const shop = { ...place, projectId: "shop" };
    await expect(
      test.store.commit(() => {
        cipher.seal("secret", shop);
        throw new Error("undone");
      }),
    ).rejects.toThrow("undone");
    expect(keyTable(test.store).active("data", "shop")).toBeUndefined();
    const envelope = await test.store.commit(() => cipher.seal("secret", shop));
    expect(again().open(envelope, shop)).toBe("secret");
  });

  it("of the second format, which was bound to no project, is still read", () => {
    const { root } = findRootKey({ dataFolder: test.folder }, undefined);
    const row = keyTable(test.store).active("data", "main") as DataKeyRow;
    const envelope = ["v2", row.id, ...encrypt(unwrap(root, row), Buffer.from("old"), "credentials|1|a")].join(".");
    expect(cipher.open(envelope, place)).toBe("old");
    expect(() => cipher.open(envelope.replace("v2", "v3"), place)).toThrow(/cannot be decrypted/);
  });

  it("of the format before is still read, as are its signatures and sessions", async () => {
    const envelope = sealFirst(rootKey(), "old secret", "1|a");
    await asBefore();
    await storeFirst(envelope);
    prepare({ dataFolder: test.folder });
    expect(again().open(envelope, place)).toBe("old secret");
    expect(() => again().open(envelope, { ...place, id: "2" })).toThrow(/cannot be decrypted/);
    expect(again().derive("sessions")).toEqual(Buffer.from(hkdfSync("sha256", rootKey(), "", "sessions", 32)));
  });
});

describe("the root key", () => {
  it("is made once, for its owner only, and is in no row", () => {
    const first = readFileSync(keyFile(), "utf8");
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    openTestCipher(test.store, test.folder);
    expect(readFileSync(keyFile(), "utf8")).toBe(first);
    const rows = JSON.stringify(test.store.rawRead.prepare("SELECT * FROM data_keys").all());
    for (const encoding of ["base64", "base64url", "hex"] as const)
      expect(rows).not.toContain(rootKey().toString(encoding));
  });

  it("T166 that is another is refused, with the name of the file, and nothing is written", () => {
    writeFileSync(keyFile(), `${otherKey()}\n`);
    const before = test.store.rawRead.prepare("SELECT * FROM data_keys").all();
    expect(() => requireRightKey({ dataFolder: test.folder }, peekKeyFacts(test.folder) as never)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(keyFile()),
        hint: expect.stringContaining("Put the"),
      }),
    );
    expect(() => prepare({ dataFolder: test.folder })).toThrow(/is not the key/);
    expect(() => again()).toThrow(/is not the key/);
    expect(test.store.rawRead.prepare("SELECT * FROM data_keys").all()).toEqual(before);
  });

  it("that is another than envelopes of before were sealed with is refused", async () => {
    const envelope = sealFirst(rootKey(), "old secret", "1|a");
    await asBefore();
    await storeFirst(envelope);
    writeFileSync(keyFile(), `${otherKey()}\n`);
    expect(() => prepare({ dataFolder: test.folder })).toThrow(/is not the key/);
    expect(test.store.rawRead.prepare("SELECT count(*) FROM data_keys").pluck().get()).toBe(0);
  });

  it("that is missing is not made anew", () => {
    const gone = { dataFolder: test.folder, file: join(test.folder, "gone.key") };
    expect(() => prepare(gone)).toThrow(/gone\.key is missing/);
  });

  it("that is damaged stops the start and is left as it is", () => {
    writeFileSync(keyFile(), "oops\n");
    expect(() => prepare({ dataFolder: test.folder })).toThrow(/not a key of 32 bytes/);
    expect(readFileSync(keyFile(), "utf8")).toBe("oops\n");
  });

  it("can come from the environment, as text or as a file", () => {
    const envelope = cipher.seal("secret", place);
    const ISLEWIRE_KEY = rootKey().toString("base64");
    const file = join(test.folder, "mounted.key");
    writeFileSync(file, ISLEWIRE_KEY, { mode: 0o400 });
    expect(again(keySourceOf("/nowhere", { ISLEWIRE_KEY })).open(envelope, place)).toBe("secret");
    expect(again(keySourceOf("/nowhere", { ISLEWIRE_KEY_FILE: file })).open(envelope, place)).toBe("secret");
    expect(() => again(keySourceOf("/nowhere", { ISLEWIRE_KEY: otherKey() }))).toThrow(/ISLEWIRE_KEY is not the key/);
    expect(() => keySourceOf("/nowhere", { ISLEWIRE_KEY, ISLEWIRE_KEY_FILE: file })).toThrow(/Both/);
  });

  it("that others can read is made private where it is ours, and refused where it is the operator's", () => {
    chmodSync(keyFile(), 0o644);
    const mended: string[] = [];
    const facts = peekKeyFacts(test.folder) as never;
    requireRightKey({ dataFolder: test.folder }, facts, (file) => mended.push(file));
    expect(mended).toEqual([keyFile()]);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    const file = join(test.folder, "mounted.key");
    for (const mode of [0o640, 0o604]) {
      writeFileSync(file, rootKey().toString("base64"));
      chmodSync(file, mode);
      expect(() => requireRightKey({ dataFolder: test.folder, file }, facts)).toThrow(/can be read by other users/);
      expect(statSync(file).mode & 0o777).toBe(mode);
    }
  });
});

it("a signature is the same for the same text, and for no other", () => {
  const { sign, verify, derive } = cipher;
  expect(verify("resume:1", sign("resume:1"))).toBe(true);
  expect(verify("resume:2", sign("resume:1"))).toBe(false);
  expect(verify("resume:1", sign("resume:1").slice(1))).toBe(false);
  expect(verify("resume:1", "")).toBe(false);
  expect(derive("a").equals(derive("b"))).toBe(false);
});
