import { type Service, startService } from "../service";

export type Article = { id: string; title: string; summary: string; url: string };
export type Blog = Service & { articles: Article[] };

/** A site whose feed holds its newest articles. */
export async function startBlog(port = 0): Promise<Blog> {
  const articles: Article[] = [];
  const service = await startService(
    {
      "GET /feed.xml": () => ({
        headers: { "content-type": "application/rss+xml; charset=utf-8" },
        text: feedOf(articles.slice(-50).reverse()),
      }),
    },
    port,
  );
  return { ...service, articles };
}

const feedOf = (articles: readonly Article[]) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Islands</title><link>https://blog.example.com</link><description>News</description>
${articles.map(entryOf).join("\n")}
</channel></rss>`;

const entryOf = ({ id, title, summary, url }: Article) =>
  `<item><guid isPermaLink="false">${escaped(id)}</guid><title>${escaped(title)}</title><link>${escaped(url)}</link>` +
  `<description>${escaped(summary)}</description></item>`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
