import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { openCipher } from "./cipher";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe("a sealed text", () => {
  it("opens with the same key, in the same place", () => {
    const cipher = openCipher(folder.path);
    for (const text of ["", "secret", "ä€😀", "x".repeat(100_000)])
      expect(cipher.open(cipher.seal(text, "1|a"), "1|a")).toBe(text);
  });

  it("looks different each time and never shows the text", () => {
    const cipher = openCipher(folder.path);
    const [a, b] = [cipher.seal("secret", "1|a"), cipher.seal("secret", "1|a")];
    expect(a).not.toBe(b);
    expect(a).not.toContain("secret");
    expect(a).not.toContain(Buffer.from("secret").toString("base64url"));
  });

  it("does not open in another row", () => {
    const cipher = openCipher(folder.path);
    expect(() => cipher.open(cipher.seal("secret", "1|a"), "2|a")).toThrow(/cannot be decrypted/);
    expect(() => cipher.open(cipher.seal("secret", "1|a"), "1|b")).toThrow(/cannot be decrypted/);
  });

  it("does not open once any part of it was changed", () => {
    const cipher = openCipher(folder.path);
    const parts = cipher.seal("a secret of some length", "1|a").split(".");
    for (const index of parts.keys()) {
      const bent = [...parts];
      bent[index] = (bent[index] ?? "").replace(/./, (letter) => (letter === "A" ? "B" : "A"));
      expect(() => cipher.open(bent.join("."), "1|a"), `part ${index}`).toThrow(/cannot be decrypted/);
    }
  });

  it.each(["", "v1", "v1..", "v1.a.b", "v2.a.b.c", "v1.AAAAAAAAAAAAAAAA..AAAA", "nonsense"])(
    "%j is not one",
    (text) => {
      expect(() => openCipher(folder.path).open(text, "1|a")).toThrow(/cannot be decrypted/);
    },
  );

  it("does not take a tag that is cut short", () => {
    const cipher = openCipher(folder.path);
    const [version, nonce, sealed, tag = ""] = cipher.seal("secret", "1|a").split(".");
    const short = Buffer.from(tag, "base64url").subarray(0, 4).toString("base64url");
    expect(() => cipher.open([version, nonce, sealed, short].join("."), "1|a")).toThrow(/cannot be decrypted/);
  });

  it("does not open with another key, and says what to do", () => {
    const envelope = openCipher(folder.path).seal("secret", "1|a");
    const other = temporaryFolder();
    expect(() => openCipher(other.path).open(envelope, "1|a")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("key file") }),
    );
    other.remove();
  });
});

describe("the key file", () => {
  it("is made once, for its owner only", () => {
    openCipher(folder.path);
    const file = join(folder.path, "secret.key");
    const first = readFileSync(file, "utf8");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    openCipher(folder.path);
    expect(readFileSync(file, "utf8")).toBe(first);
  });

  it("that is damaged stops the start and is left as it is", () => {
    const file = join(folder.path, "secret.key");
    writeFileSync(file, "oops\n");
    expect(() => openCipher(folder.path)).toThrow(/not a key of 32 bytes/);
    expect(readFileSync(file, "utf8")).toBe("oops\n");
  });
});

it("a signature is the same for the same text, and for no other", () => {
  const { sign, verify, derive } = openCipher(folder.path);
  expect(verify("resume:1", sign("resume:1"))).toBe(true);
  expect(verify("resume:2", sign("resume:1"))).toBe(false);
  expect(verify("resume:1", sign("resume:1").slice(1))).toBe(false);
  expect(verify("resume:1", "")).toBe(false);
  expect(derive("a").equals(derive("b"))).toBe(false);
});
