import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { openImapServer } from "@/nodes/imap-trigger/imap-server.testing";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import { createCredential } from "./credentials";
import { lookUpOptions } from "./lookups";

const filesFolder = mkdtempSync(join(tmpdir(), "islewire-lookups-"));
mkdirSync(join(filesFolder, "in"));
writeFileSync(join(filesFolder, "in", "orders.csv"), "a");
writeFileSync(join(filesFolder, "all.json"), "{}");
symlinkSync("/etc", join(filesFolder, "elsewhere"));
afterAll(() => rmSync(filesFolder, { recursive: true }));

let server: TestServer;
beforeEach(() => {
  server = openTestServer({ filesFolder });
  server.startWorker();
});
afterEach(() => server.close());

const ask = (type: string, lookup: string, credentials: { [slot: string]: string } = {}) =>
  lookUpOptions(server.ctx, { type, lookup, params: {}, credentials });

describe("the values that a form offers", () => {
  it("are the folders of the mailbox, as the mail server names them", async () => {
    const imap = await openImapServer();
    const values = { host: "127.0.0.1", port: imap.port, security: "none", user: "shop", password: "s3cret" };
    const { id } = await createCredential(server.ctx, { name: "Mail", type: "imap", values });
    const { options, isCut } = await ask("core.imapTrigger", "folders", { imap: id });
    expect(options.map(({ value }) => value)).toContain("INBOX");
    expect(isCut).toBe(false);
    imap.close();
    await expect(ask("core.imapTrigger", "folders", { imap: id })).rejects.toThrow(/127\.0\.0\.1/);
  });

  it("are the files of the allowed folder, and none outside of it", async () => {
    const { options } = await ask("core.files", "files");
    expect(options.map(({ value }) => value)).toEqual(["all.json", "in/orders.csv"]);
  });

  it("ask for the credential that is missing, and name what there is no list of", async () => {
    await expect(ask("core.imapTrigger", "folders")).rejects.toThrow('No credential is chosen for "Mail account"');
    await expect(ask("core.imapTrigger", "constructor")).rejects.toThrow('has no list "constructor"');
    await expect(ask("core.gone", "folders")).rejects.toThrow('There is no node type "core.gone"');
  });
});
