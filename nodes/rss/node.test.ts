import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";

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

  it("says what is no feed, and what the server answered", async () => {
    expect((await read("/html")).error).toMatchObject({ code: "FEED_INVALID", param: "url" });
    expect((await read("/bomb")).error?.code).toBe("FEED_INVALID");
    expect((await read("/gone")).error?.code).toBe("HTTP_404");
  });
});
