import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
let http: TestHttp;
const page = (loc: string, more = "") => `<url><loc>${loc}</loc>${more}</url>`;
const sitemap = (...pages: string[]) =>
  `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">${pages.join("")}</urlset>`;

beforeAll(async () => {
  const answers: { [path: string]: () => string | Buffer } = {
    "/index.xml": () =>
      `<sitemapindex>${["/a.xml", "/b.xml.gz", "/index.xml"].map((path) => `<sitemap><loc>${http.url}${path}</loc></sitemap>`).join("")}</sitemapindex>`,
    "/a.xml": () =>
      sitemap(
        page(
          "https://x.example/?a=1&amp;b=2",
          "<lastmod>2026-01-02</lastmod><priority>0.8</priority><image:image><image:loc>i.png</image:loc></image:image>",
        ),
        page("https://x.example/blog/1", "<lastmod>2026-03-01T10:00:00Z</lastmod>"),
      ),
    "/b.xml.gz": () => gzipSync(sitemap(page("https://x.example/blog/2"))),
    "/html": () => "<html></html>",
    "/cut.gz": () => gzipSync(sitemap(page("p"))).subarray(0, 40),
    "/bomb": () => '<!DOCTYPE a [<!ENTITY b "bb">]><urlset><url><loc>&b;</loc></url></urlset>',
  };
  http = await openTestHttp(({ url }, response) => {
    const answer = answers[url];
    if (!answer) response.statusCode = 404;
    response.setHeader("content-type", "application/xml").end(answer?.() ?? "");
  });
});
afterAll(() => http.close());
const read = (path: string, more: JsonObject = {}) => run("core.sitemapRead", { url: http.url + path, ...more });
const places = (items: JsonObject[]) => items.map(({ loc }) => loc);

describe("Sitemap Read", () => {
  it("gives the pages of a sitemap, with what it says of them", async () => {
    expect((await read("/a.xml")).main).toEqual([
      { loc: "https://x.example/?a=1&b=2", lastmod: "2026-01-02", priority: 0.8, images: ["i.png"] },
      { loc: "https://x.example/blog/1", lastmod: "2026-03-01T10:00:00Z" },
    ]);
  });

  it("reads the sitemaps of an index, packed ones too, each once", async () => {
    const all = ["https://x.example/?a=1&b=2", "https://x.example/blog/1", "https://x.example/blog/2"];
    expect(places((await read("/index.xml")).main)).toEqual(all);
    expect(places((await read("/index.xml", { nested: false })).main)).toEqual(
      ["/a.xml", "/b.xml.gz", "/index.xml"].map((path) => http.url + path),
    );
  });

  it("gives only what is wanted", async () => {
    expect(places((await read("/index.xml", { since: "2026-02-01" })).main)).toEqual(["https://x.example/blog/1"]);
    expect((await read("/index.xml", { pattern: "/blog/\\d" })).main).toHaveLength(2);
    expect((await read("/index.xml", { max: 2 })).main).toHaveLength(2);
  });

  it.each([
    ["/html", "SITEMAP_INVALID"],
    ["/bomb", "SITEMAP_INVALID"],
    ["/cut.gz", "SITEMAP_INVALID"],
    ["/gone", "HTTP_404"],
  ])("says of %s what is wrong", async (path, code) => {
    expect((await read(path)).error?.code).toBe(code);
  });
});
