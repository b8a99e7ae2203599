import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { xmlElements } from "@/nodes/sdk/xml-elements";
import { nodeHarness } from "@/nodes/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import { readFeed } from "./feed";

const { run } = nodeHarness();
const answers: { [path: string]: string } = {
  "/rss": `<?xml version="1.0"?><rss version="2.0" xmlns:dc="d"><channel><title>t</title>
    <item><title><![CDATA[A & B]]></title><link>https://x.example/1</link><guid isPermaLink="true">g1</guid>
    <dc:creator>Ann</dc:creator><pubDate>Thu, 09 Feb 2023 13:40:00 GMT</pubDate><category>news</category>
    <description>&lt;p&gt;Hi &lt;b&gt;you&lt;/b&gt;&lt;/p&gt;</description><enclosure url="u" length="1"/><own>x</own></item>
    <item><title>C</title></item></channel></rss>`,
  "/atom": `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link rel="self" href="s"/><link href="l"/>
    <id>i</id><updated>2023-02-09T13:40:00Z</updated><author><name>Bo</name></author>
    <content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>`,
  "/bomb": '<!DOCTYPE a [<!ENTITY b "bb">]><rss><channel><item><title>&b;</title></item></channel></rss>',
  "/html": "<html><body>no feed</body></html>",
};
let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp(({ url }, response) => {
    if (!answers[url]) response.statusCode = 404;
    response.setHeader("content-type", "application/xml").end(answers[url] ?? "");
  });
});
afterAll(() => http.close());
const read = (path: string, custom = "") => run("core.rssRead", { url: `${http.url}${path}`, custom });

describe("RSS Read", () => {
  it("gives the entries of RSS", async () => {
    expect((await read("/rss", "own")).main).toEqual([
      {
        title: "A & B",
        link: "https://x.example/1",
        guid: "g1",
        creator: "Ann",
        "dc:creator": "Ann",
        pubDate: "Thu, 09 Feb 2023 13:40:00 GMT",
        isoDate: "2023-02-09T13:40:00.000Z",
        categories: ["news"],
        content: "<p>Hi <b>you</b></p>",
        contentSnippet: "Hi you",
        enclosure: { url: "u", length: "1" },
        own: "x",
      },
      { title: "C" },
    ]);
  });

  it("gives the entries of Atom", async () => {
    expect((await read("/atom")).main).toEqual([
      {
        title: "T",
        link: "l",
        id: "i",
        author: "Bo",
        pubDate: "2023-02-09T13:40:00.000Z",
        isoDate: "2023-02-09T13:40:00.000Z",
        content: "<p>Text</p>",
        contentSnippet: "Text",
      },
    ]);
  });

  it("reads a feed however it is cut into pieces, and whatever its texts look like", async () => {
    const item = (n: number) =>
      `<item a=">"><title><![CDATA[</item> ${n} ü]]></title><!-- <item> --><guid>${n}</guid></item>`;
    const feed = `<?xml version="1.0"?><!DOCTYPE rss><rss><channel>${[1, 2, 3].map(item).join("")}<item/></channel></rss>`;
    answers["/cut"] = feed;
    const bytes = Buffer.from(feed);
    for (const size of [1, 2, 7, 1_000]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const entries = await readFeed(Readable.from(pieces), [], 100);
      expect(entries.slice(0, 3)).toEqual([1, 2, 3].map((n) => ({ title: `</item> ${n} ü`, guid: String(n) })));
    }
    expect((await read("/cut")).main).toHaveLength(3);
  });

  it("reads what it is written in", async () => {
    const feed =
      '<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><item><title>Grüße</title></item></channel></rss>';
    expect(await readFeed(Readable.from([Buffer.from(feed, "latin1")]), [], 9)).toEqual([{ title: "Grüße" }]);
  });

  it("takes no more memory for a feed of 50 MB than for its first entries", async () => {
    const entry = `<item><title>T</title><description>${"x".repeat(10_000)}</description></item>`;
    let sent = 0;
    async function* feed() {
      yield "<rss><channel>";
      for (sent = 0; sent < 5_000; sent++) yield entry;
      yield "</channel></rss>";
    }
    const server = createServer((_, response) => void Readable.from(feed()).pipe(response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const before = process.memoryUsage().rss;
    expect((await run("core.rssRead", { url, max: 20 })).main).toHaveLength(20);
    expect(sent).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    server.closeAllConnections();
    server.close();
  });

  it("reads a long feed to its end in little memory", async () => {
    const entry = `<item><title>T</title><link>${"x".repeat(1_000)}</link></item>`;
    async function* feed() {
      yield Buffer.from("<rss><channel>");
      for (let n = 0; n < 500; n++) yield Buffer.from(entry.repeat(100));
      yield Buffer.from("</channel></rss>");
    }
    const counted = async () => {
      let count = 0;
      for await (const _ of xmlElements(feed(), { roots: ["rss"], names: ["item"] })) count++;
      return count;
    };
    const began = Date.now();
    expect(await counted()).toBe(50_000);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  it.each([
    "<rss><channel><item></channel></rss>",
    "<rss><channel><item><title>T</title></item>",
    "<rss",
    "",
    "a < b > c",
  ])("says of %j that it is no feed", async (feed) => {
    answers["/broken"] = feed || " ";
    expect((await read("/broken")).error?.code).toBe("FEED_INVALID");
  });

  it("says what is no feed, and what the server answered", async () => {
    expect((await read("/html")).error).toMatchObject({ code: "FEED_INVALID", param: "url" });
    expect((await read("/bomb")).error?.code).toBe("FEED_INVALID");
    expect((await read("/gone")).error?.code).toBe("HTTP_404");
  });
});
