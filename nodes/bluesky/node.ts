import { blueskyAccount } from "@/nodes/credentials/services";
import { type Credential, credential, NodeError, p } from "@/nodes/sdk";
import { type ApiDraft, type ApiOperation, apart, defineApiNode, inQuery } from "@/nodes/sdk/api";
import type { Json, JsonObject } from "@/shared/item";
import { recordKeyOf } from "./record-key";
import { facetsOf } from "./rich-text";

const uri = p.text({
  label: "Address of the post",
  placeholder: "at://did:plc:…/app.bsky.feed.post/…",
  required: true,
});
const cid = apart(p.text({ label: "CID of the post", help: "The field cid, beside its address", required: true }));
const actor = inQuery(p.text({ label: "Account", placeholder: "ann.bsky.social", required: true }));
const page = { by: "cursor", from: "cursor", to: "cursor", size: { to: "limit", max: 100 } } as const;

const read = (label: string, method: string, params: ApiOperation["params"], at: string): ApiOperation => ({
  ...{ label, method: "GET", path: `/${method}`, params, list: { at, paging: page } },
});

/** Everything an account has is a record in one of its collections. */
const record = (
  label: string,
  collection: string,
  params: ApiOperation["params"],
  contents: (values: { [name: string]: unknown }) => JsonObject,
): ApiOperation => ({
  ...{ label, method: "POST", path: "/com.atproto.repo.createRecord", onceBy: "once", params },
  before(draft, values, account) {
    const body = {
      ...{ repo: handleOf(account), collection },
      record: { $type: collection, createdAt: new Date().toISOString(), ...contents(values) },
    };
    const once = text(values.once);
    if (once === "") return withBody(draft, body);
    return withBody({ ...draft, path: "/com.atproto.repo.putRecord" }, { ...body, rkey: recordKeyOf(once) });
  },
});

const withBody = (draft: ApiDraft, body: JsonObject): ApiDraft => ({ ...draft, body });
const handleOf = (account: Credential | undefined) => String(account?.reveal().identifier ?? "");
const text = (value: unknown) => (typeof value === "string" ? value : "");
const listed = (value: unknown) =>
  text(value)
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);

export const bluesky = defineApiNode({
  type: "core.bluesky",
  label: "Bluesky",
  summary: "Posts, reads and likes on Bluesky",
  icon: "megaphone",
  keywords: ["social", "atproto", "post", "skeet"],
  base: { credentialField: "url", path: "/xrpc" },
  credentials: { account: credential("Account", blueskyAccount) },
  errors: { at: ["error", "message"] },
  resources: {
    post: {
      label: "Post",
      operations: {
        create: record(
          "Publish",
          "app.bsky.feed.post",
          {
            text: apart(p.text({ label: "Text", help: "At most 300 characters", multiline: true })),
            language: apart(p.text({ label: "Language", placeholder: "en", help: "Or several with commas between" })),
            link: apart(p.text({ label: "Link card", help: "A URL that is shown below the text" })),
            title: apart(p.text({ label: "Title of the card" })),
            description: apart(p.text({ label: "Description of the card" })),
            once: apart(
              p.text({
                label: "Key against doubles",
                help: "A post with the same key is published once, such as the id of what it tells of",
                advanced: true,
              }),
            ),
            reply: apart(
              p.json({
                label: "Reply to",
                help: 'As {"root": {"uri", "cid"}, "parent": {"uri", "cid"}}',
                advanced: true,
              }),
            ),
          },
          postOf,
        ),
        get: {
          ...{ label: "Get with answers", method: "GET", path: "/app.bsky.feed.getPostThread", item: "thread" },
          params: { uri: inQuery(uri) },
        },
        delete: {
          ...{ label: "Delete", method: "POST", path: "/com.atproto.repo.deleteRecord", effect: "idempotent" },
          params: { uri: apart(uri) },
          before: (draft, values, account) =>
            withBody(draft, { repo: handleOf(account), ...placeOf(text(values.uri)) }),
        },
        search: read(
          "Search",
          "app.bsky.feed.searchPosts",
          { query: inQuery(p.text({ label: "Search for", required: true }), "q") },
          "posts",
        ),
        like: record("Like", "app.bsky.feed.like", { uri: apart(uri), cid }, subject),
        repost: record("Repost", "app.bsky.feed.repost", { uri: apart(uri), cid }, subject),
      },
    },
    feed: {
      label: "Feed",
      operations: {
        home: read("Read home", "app.bsky.feed.getTimeline", {}, "feed"),
        author: read("Read of an account", "app.bsky.feed.getAuthorFeed", { actor }, "feed"),
        notifications: read("Read notifications", "app.bsky.notification.listNotifications", {}, "notifications"),
      },
    },
    account: {
      label: "Account",
      operations: {
        get: { label: "Get", method: "GET", path: "/app.bsky.actor.getProfile", params: { actor } },
        followers: read("List followers", "app.bsky.graph.getFollowers", { actor }, "followers"),
      },
    },
  },
});

function postOf(values: { [name: string]: unknown }): JsonObject {
  const post = text(values.text);
  if ([...new Intl.Segmenter().segment(post)].length > maxLength) {
    throw new NodeError(`The text is longer than the ${maxLength} characters of a post`, {
      code: "API_PARAMETER",
      hint: "Shorten it, or split it into several posts that reply to each other",
      param: "resource.operation.text",
    });
  }
  const link = text(values.link);
  const card: Json = {
    $type: "app.bsky.embed.external",
    external: { uri: link, title: text(values.title) || link, description: text(values.description) },
  };
  const facets = facetsOf(post);
  const langs = listed(values.language);
  return {
    text: post,
    ...(facets.length > 0 && { facets }),
    ...(langs.length > 0 && { langs }),
    ...(link && { embed: card }),
    ...(values.reply !== null && values.reply !== "" && { reply: values.reply as Json }),
  };
}

const maxLength = 300;

function subject({ uri: address, cid: version }: { [name: string]: unknown }): JsonObject {
  return { subject: { uri: text(address), cid: text(version) } };
}

function placeOf(address: string): JsonObject {
  const [, collection, rkey] = /^at:\/\/[^/]+\/([^/]+)\/([^/]+)$/.exec(address) ?? [];
  if (collection && rkey) return { collection, rkey };
  throw new NodeError(`"${address.slice(0, 200)}" is not the address of a post`, {
    code: "API_PARAMETER",
    hint: "It begins with at:// and is the field uri of a post",
    param: "resource.operation.uri",
  });
}
