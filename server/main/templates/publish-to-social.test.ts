import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Article, type Blog, startBlog } from "@/demo/services/blog";
import { type Channel, channels, type Social, socialPassword, socialToken, startSocial } from "@/demo/services/social";
import { openSmtpServer } from "@/nodes/send-email/smtp-server.testing";
import { temporaryFolder } from "@/server/db/testing";
import type { JsonObject } from "@/shared/item";
import { runTemplate, type TemplateRun, tryOut } from "./testing";

/** Two processes start anew on a machine that may have other work. */
const patient = { timeout: 60_000, interval: 100 };
const often = { rules: [{ when: { is: "seconds", every: 1 } }] };
const rejected = ["5", "15"];
const tooLong = "7";

describe("the template Publish to social media", { timeout: 180_000 }, () => {
  const folder = temporaryFolder();
  let social: Social;
  let blog: Blog;
  let mailbox: Awaited<ReturnType<typeof openSmtpServer>>;
  let run: TemplateRun;

  const article = (id: string): Article => ({
    ...{ id, title: `Article ${id}`, url: `https://islands.example/articles/${id}` },
    summary: `What article ${id} tells of: ${"islands and the bridges between them, ".repeat(12)}`,
  });
  const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
  const published = (id: string) => run.server().post("article-published", article(id));
  const rows = () => run.rows("Posts");
  const rowOf = async (id: string, channel: string) =>
    (await rows()).find((row) => row.article === id && row.channel === channel);
  const postsOf = (channel: Channel, id: string) =>
    social.posts.filter((post) => post.channel === channel && post.text.includes(`/articles/${id} `));
  const edited = (id: string, channel: Channel) =>
    `Edited for ${channel}: https://islands.example/articles/${id} — read it\nor not`;

  beforeAll(async () => {
    [social, blog, mailbox] = await Promise.all([startSocial(), startBlog(), openSmtpServer()]);
    const url = social.url;
    const smtp = { host: "127.0.0.1", port: mailbox.port, security: "none", user: "", password: "" };
    run = await runTemplate(
      "publish-to-social",
      {
        addresses: { "https://blog.example.com": blog.url },
        credentials: {
          "Send the link to the editor": { slot: "smtp", type: "smtp", values: smtp },
          "Post to Mastodon": { slot: "account", type: "mastodon.token", values: { url, token: socialToken } },
          "Post to Bluesky": {
            ...{ slot: "account", type: "bluesky.account" },
            values: { url, identifier: "isle.example", password: socialPassword, session: "" },
          },
          "Post to Telegram": { slot: "account", type: "telegram.bot", values: { token: socialToken, baseUrl: url } },
          "Post to Slack": { slot: "account", type: "slack.token", values: { token: socialToken, url: `${url}/api` } },
        },
        params: { "Every minute": often, "Or new in the feed": often },
      },
      folder.path,
    );
  });
  afterAll(async () => {
    await run?.stop();
    await Promise.all([social?.close(), blog?.close()]);
    mailbox?.close();
    folder.remove();
  });

  /** Where the editor of an article decides, as the mail says. */
  function linkOf(id: string): string {
    const mail = mailbox.mails
      .map(({ data }) => data.replaceAll("=\n", "").replaceAll("=3D", "="))
      .find((data) => data.includes(`Article ${id} is to be published`));
    return new URL(/http\S+\/form-waiting\/\S+/.exec(mail ?? "")?.[0] ?? "").pathname;
  }

  const submit = (id: string, decision: "approve" | "reject", fields: { [name: string]: string }) =>
    run.server().request(linkOf(id), {
      method: "POST",
      body: new URLSearchParams({ ...fields, "islewire-decision": decision }),
    });

  async function approve(id: string, more: { [name: string]: string } = {}): Promise<void> {
    const texts = Object.fromEntries(channels.map((channel) => [channel, edited(id, channel)]));
    expect((await submit(id, "approve", { ...texts, ...more })).status).toBe(200);
  }

  it("asks once for each article, however it came and however often", async () => {
    // The first look at a feed only notes what is there.
    await expect.poll(() => blog.calls.length, patient).toBeGreaterThan(0);
    const byHook = ids.slice(0, 14);
    await Promise.all([...byHook, ...byHook, ...byHook.slice(0, 5)].map(published));
    blog.articles.push(...ids.slice(12).map(article));
    await expect.poll(() => mailbox.mails.length, patient).toBeGreaterThanOrEqual(20);
    await expect.poll(async () => (await run.statuses()).waiting, patient).toBe(20);
    expect(mailbox.mails).toHaveLength(20);
  });

  it("shows a text for each channel, cut at a word where there is a limit", async () => {
    const page = await (await run.server().request(linkOf("3"))).text();
    const shown = [...page.matchAll(/<textarea[^>]*>\n?([^<]*)<\/textarea>/g)].map(([, text = ""]) => text);
    expect(shown.map((text) => text.length > 250)).toEqual([true, true, true, true, false]);
    expect(shown[0]?.length).toBeLessThanOrEqual(500);
    expect(shown[1]?.length).toBeLessThanOrEqual(300);
    expect(shown[1]).toMatch(/(and|the|them,|islands|bridges|between)…\n\nhttps:\/\/islands\.example\/articles\/3$/);
  });

  it("posts nothing of what was rejected, and asks again where a text does not fit", async () => {
    for (const id of rejected) expect((await submit(id, "reject", { comment: "Not now" })).status).toBe(200);
    await expect.poll(async () => (await rowOf("15", "none"))?.reason, patient).toBe("Not now");
    await approve(tooLong, { bluesky: "x".repeat(301) });
    await expect
      .poll(async () => (await run.server().request(linkOf(tooLong))).text(), patient)
      .toContain("The text for Bluesky is too long");
    expect(social.posts).toEqual([]);
  });

  it("posts the edited texts, none twice, although worker and main are killed in the middle", async () => {
    social.refuse("mastodon", { status: 503, times: 2 });
    social.refuse("telegram", { status: 429, times: 2 });
    social.hold("telegram");
    const allowed = ids.filter((id) => !rejected.includes(id) && id !== tooLong);
    await Promise.all(allowed.slice(0, 9).map((id) => approve(id)));
    await expect.poll(() => social.posts.some(({ channel }) => channel === "telegram"), patient).toBe(true);
    await run.killWorker();
    await expect.poll(() => social.posts.length, patient).toBeGreaterThan(25);
    social.hold("slack");
    await Promise.all(allowed.slice(9).map((id) => approve(id)));
    await approve(tooLong);
    await expect.poll(() => social.posts.length, patient).toBeGreaterThan(45);
    await run.killMain();
    const open = async () => (await rows()).filter(({ status }) => status === "planned" || status === "failed").length;
    await expect.poll(async () => (await rows()).length, patient).toBe(18 * 4 + 2);
    await expect.poll(open, patient).toBe(0);
    await expect.poll(async () => (await run.statuses()).running ?? 0, patient).toBe(0);
    await expectEachOnce(await rows());
  });

  /** A row that is posted stands for one post; one that is unknown for one or none, and only where no key can help. */
  async function expectEachOnce(all: JsonObject[]) {
    let unknown = 0;
    for (const id of ids) {
      for (const channel of channels) {
        const row = all.find((candidate) => candidate.article === id && candidate.channel === channel);
        const texts = postsOf(channel, id).map(({ text }) => text);
        if (rejected.includes(id)) expect([row, texts]).toEqual([undefined, []]);
        else if (row?.status === "unknown") {
          unknown++;
          expect(["telegram", "slack"]).toContain(channel);
          expect(texts.length).toBeLessThanOrEqual(1);
        } else expect([row?.status, texts]).toEqual(["posted", [edited(id, channel)]]);
      }
    }
    expect(unknown).toBeGreaterThan(0);
    // Each of these is an execution that says so, for somebody to look.
    expect((await run.statuses()).failed).toBe(unknown);
  }

  it("tries the channel that failed again, and that one alone, at the time that was chosen", async () => {
    social.refuse("slack", { status: 503, times: 2 });
    await published("21");
    await expect.poll(() => mailbox.mails.length, patient).toBe(21);
    await expect.poll(async () => (await run.statuses()).waiting, patient).toBe(1);
    const when = new Date(Date.now() + 3_000);
    await approve("21", { when: when.toISOString() });
    await expect.poll(async () => (await rowOf("21", "slack"))?.status, patient).toBe("failed");
    expect((await rowOf("21", "slack"))?.reason).toMatch(/Slack answered 503.*fatal_error/);
    expect(Date.now()).toBeGreaterThanOrEqual(when.getTime());
    await expect.poll(async () => (await rowOf("21", "mastodon"))?.status, patient).toBe("posted");
    const others = social.posts.filter(({ channel }) => channel !== "slack").length;
    await expect.poll(async () => (await rowOf("21", "slack"))?.status, patient).toBe("posted");
    expect((await rowOf("21", "slack"))?.tries).toBe(3);
    expect(postsOf("slack", "21").map(({ text }) => text)).toEqual([edited("21", "slack")]);
    expect(social.posts.filter(({ channel }) => channel !== "slack")).toHaveLength(others);
  });

  it("runs in the editor without any account, from each of its beginnings", async () => {
    const before = [social.posts.length, mailbox.mails.length];
    const own = await tryOut(run.server(), "publish-to-social", "A run of its own");
    expect(own).toEqual(expect.arrayContaining(["A run for each post", "Post to Mastodon", "Post to Slack", "Posted"]));
    for (const start of ["Article published", "Every minute"])
      expect((await tryOut(run.server(), "publish-to-social", start)).at(-1)).toMatch(/^A run for each/);
    expect([social.posts.length, mailbox.mails.length]).toEqual(before);
  });
});
