import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
// @ts-expect-error: it has no types
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { openFileStore } from "@/server/http/files";
import { testCredential } from "@/server/services/credentials";
import type { JsonObject } from "@/shared/item";
import { nodeHarness } from "../testing";
import { presignS3, signS3 } from "./signature";

const { run, credential, server } = nodeHarness();
const folder = temporaryFolder();
const s3 = new S3rver({
  ...{ address: "127.0.0.1", port: 0, directory: folder.path, silent: true },
  configureBuckets: [
    { name: "reports", configs: [] },
    { name: "archive", configs: [] },
  ],
});
let endpoint = "";
let id = "";
const valuesOf = (more: JsonObject = {}): JsonObject => ({
  ...{ endpoint, region: "us-east-1", accessKeyId: "S3RVER", secretAccessKey: "S3RVER", sessionToken: "" },
  ...more,
});
const give = (operation: JsonObject, items: Parameters<typeof run>[2] = [{}], node = {}) =>
  run("core.s3", { operation: { bucket: "reports", ...operation } }, items, { credentials: { s3: id }, ...node });
const store = () => openFileStore(server().ctx.dataFolder);
const fileOf = async (contents: string | Buffer) => ({
  json: {},
  binary: { data: await store().write({ name: "a.txt", mimeType: "text/plain" }, contents) },
});

beforeAll(async () => {
  const { port } = (await s3.run()) as AddressInfo;
  endpoint = `http://127.0.0.1:${port}`;
  id = await credential("files.s3", valuesOf());
});
afterAll(async () => {
  await s3.close();
  folder.remove();
});

describe("S3 signs as Amazon's own examples have it", () => {
  const at = new Date("2013-05-24T00:00:00Z");
  const keys = {
    ...{ region: "us-east-1", accessKeyId: "AKIAIOSFODNN7EXAMPLE", sessionToken: "" },
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  it.each([
    ["?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
    ["?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
  ])("a request with %s", (query, signature) => {
    const headers = new Headers();
    const url = new URL(`https://examplebucket.s3.amazonaws.com/${query}`);
    signS3({ method: "GET", url, headers }, keys, at);
    expect(headers.get("authorization")?.split("Signature=")[1]).toBe(signature);
  });

  it("a link", () => {
    const url = presignS3("GET", "https://examplebucket.s3.amazonaws.com/test.txt", 86_400, keys, at);
    expect(new URL(url).searchParams.get("X-Amz-Signature")).toBe(
      "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
  });
});

describe("S3, a real server,", () => {
  it("takes files under any key, and gives them back as they were", async () => {
    const bytes = Buffer.from(Array.from({ length: 500_000 }, (_, n) => n % 253));
    const key = "2026/ünï code (1)+&=.bin";
    const put = await give({ is: "upload", key }, [await fileOf(bytes)]);
    expect(put.error).toBeUndefined();
    expect(put.main).toEqual([{ bucket: "reports", key, size: 500_000 }]);
    const { items } = await give({ is: "download", key, field: "back" });
    const back = items.main?.[0]?.binary?.back;
    expect(back).toMatchObject({ name: "ünï code (1)+&=.bin", size: 500_000 });
    expect(back?.id).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("lists by beginning of key, with or without folders", async () => {
    for (const key of ["l/a.txt", "l/b.txt", "l/sub/c.txt"]) await give({ is: "upload", key }, [await fileOf(key)]);
    const keys = async (more: JsonObject) =>
      (await give({ is: "list", prefix: "l/", ...more })).main.map(({ key }) => key);
    expect(await keys({})).toEqual(["l/a.txt", "l/b.txt", "l/sub/c.txt"]);
    expect((await keys({ recursive: false })).sort()).toEqual(["l/a.txt", "l/b.txt", "l/sub/"]);
    const { main } = await give({ is: "list", prefix: "l/a" });
    expect(main).toMatchObject([{ type: "file", size: 7, etag: createHash("md5").update("l/a.txt").digest("hex") }]);
  });

  it("copies to another bucket, deletes, and makes links that anybody can use", async () => {
    await give({ is: "upload", key: "one.txt" }, [await fileOf("one")]);
    const copied = await give({ is: "copy", key: "one.txt", toBucket: "archive", toKey: "kept/one.txt" });
    expect(copied.main).toEqual([{ bucket: "archive", key: "kept/one.txt" }]);
    const [linked] = (await give({ is: "link", bucket: "archive", key: "kept/one.txt" })).main;
    // The server knows one key alone, whose secret is its name: as a secret it is hidden in what a step gives.
    const link = String(linked?.url).replaceAll("***", "S3RVER");
    expect(await (await fetch(link)).text()).toBe("one");
    expect((await give({ is: "remove", key: "one.txt" })).error).toBeUndefined();
    expect((await give({ is: "download", key: "one.txt" })).error?.message).toMatch(/NoSuchKey/);
  });

  it("names the item that fails, and what is wrong with keys, buckets and secrets", async () => {
    const items = [{ key: "gone" }, { key: "a/../b" }];
    const { json } = await give({ is: "download", key: "={{ $json.key }}" }, items, { onError: "branch" });
    expect(json.error).toMatchObject([{ error: expect.stringContaining("NoSuchKey") }, { key: "a/../b" }]);
    expect((await give({ is: "list", bucket: "no-such-bucket" })).error?.message).toMatch(/NoSuchBucket/);
    expect((await give({ is: "list", bucket: "a/b" })).error?.message).toMatch(/no name of a bucket/);
    const { ctx } = server();
    const check = (values: JsonObject) => testCredential(ctx, { type: "files.s3", values });
    expect(await check(valuesOf())).toMatchObject({ ok: true });
    const wrong = await check(valuesOf({ accessKeyId: "NOBODY", secretAccessKey: "wr0ng-secret" }));
    expect(wrong).toMatchObject({ ok: false, message: expect.stringContaining("403") });
    expect(JSON.stringify(wrong)).not.toContain("wr0ng-secret");
    expect((await check(valuesOf({ endpoint: "http://169.254.169.254" }))).message).toMatch(/private network/);
  });

  it("keeps no half of a file whose connection broke off", async () => {
    const cut = createServer((_, response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write("half", () => response.destroy());
    });
    await new Promise<void>((resolve) => cut.listen(0, "127.0.0.1", resolve));
    const { port } = cut.address() as AddressInfo;
    const other = await credential("files.s3", valuesOf({ endpoint: `http://127.0.0.1:${port}` }));
    const { error, items } = await give({ is: "download", key: "x" }, [{}], { credentials: { s3: other } });
    cut.close();
    expect(error?.code).toBe("HTTP_CUT_OFF");
    expect(items.main ?? []).toEqual([]);
  });

  it("reads long lists page by page, up to the limit", async () => {
    const asked: string[] = [];
    const pages = createServer((request, response) => {
      const query = new URL(request.url ?? "", "http://x").searchParams;
      asked.push(`${query.get("max-keys")} ${query.get("continuation-token") ?? ""}`);
      const page = Number(query.get("continuation-token")?.slice(1) ?? 0);
      const contents = Array.from({ length: Number(query.get("max-keys")) }, (_, n) => {
        const key = `p${page}%2F${n}+x`;
        return `<Contents><Key>${key}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>"e"</ETag></Contents>`;
      });
      response.setHeader("content-type", "application/xml");
      const more = `<NextContinuationToken>+${page + 1}</NextContinuationToken>`;
      response.end(`<ListBucketResult>${contents.join("")}${more}</ListBucketResult>`);
    });
    await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
    const { port } = pages.address() as AddressInfo;
    const other = await credential("files.s3", valuesOf({ endpoint: `http://127.0.0.1:${port}` }));
    const { main } = await give({ is: "list", limit: 2_500 }, [{}], { credentials: { s3: other } });
    pages.close();
    expect(main).toHaveLength(2_500);
    expect(main[2_499]?.key).toBe("p2/499 x");
    expect(asked).toEqual(["1000 ", "1000 +1", "500 +2"]);
  });
});
