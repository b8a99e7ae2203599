import { mastodonToken } from "@/nodes/credentials/services";
import { credential, p } from "@/nodes/sdk";
import {
  type ApiOperation,
  asBody,
  asFile,
  defineApiNode,
  inBody,
  inHeader,
  inPath,
  inQuery,
  maybe,
} from "@/nodes/sdk/api";

const id = inPath(p.text({ label: "Id of the post", required: true }));
const account = inPath(p.text({ label: "Account id", required: true }));
const text = p.text({ label: "Text", multiline: true });
const warning = inBody(p.text({ label: "Content warning" }), "spoiler_text");
const media = inBody(p.text({ label: "Media ids", help: "With commas between" }), { as: "media_ids", list: "json" });
const language = inBody(p.text({ label: "Language", placeholder: "en", advanced: true }));
const sensitive = inBody(maybe.toggle({ label: "Sensitive media", advanced: true }));
const more = asBody(
  p.json({ label: "More fields", help: "Whatever else the API takes, as a JSON object", advanced: true }),
);

const posts = (label: string, path: string, params: ApiOperation["params"] = {}): ApiOperation => ({
  ...{ label, method: "GET", path, params },
  list: { at: "", paging: { by: "linkHeader", size: { to: "limit", max: 40 } } },
});
const mark = (label: string, verb: string): ApiOperation => ({
  ...{ label, method: "POST", path: `/v1/statuses/{id}/${verb}`, params: { id }, effect: "idempotent" },
});

export const mastodon = defineApiNode({
  type: "core.mastodon",
  label: "Mastodon",
  summary: "Posts, reads and boosts on Mastodon and servers like it",
  icon: "megaphone",
  keywords: ["social", "fediverse", "toot", "post", "pixelfed", "pleroma", "gotosocial"],
  base: { credentialField: "url", path: "/api" },
  credentials: { account: credential("Account", mastodonToken) },
  errors: { at: ["error", "error_description"] },
  resources: {
    post: {
      label: "Post",
      operations: {
        create: {
          ...{ label: "Publish", method: "POST", path: "/v1/statuses", onceBy: "once" },
          params: {
            text: inBody(text, "status"),
            visibility: inBody(
              p.select({
                label: "Who sees it",
                options: [
                  { value: "unset", label: "As the account has it" },
                  { value: "public", label: "Everybody" },
                  { value: "unlisted", label: "Everybody, but not in timelines" },
                  { value: "private", label: "Followers" },
                  { value: "direct", label: "Who is mentioned" },
                ],
              }),
              { unless: "unset" },
            ),
            reply: inBody(p.text({ label: "Reply to", help: "Id of a post" }), "in_reply_to_id"),
            warning,
            media,
            at: inBody(p.text({ label: "Publish at", help: "An ISO time, at least 5 minutes ahead" }), "scheduled_at"),
            language,
            sensitive,
            once: inHeader(
              p.text({
                label: "Key against doubles",
                help: "A post with the same key is published once, such as the id of what it tells of",
                advanced: true,
              }),
              "idempotency-key",
            ),
            more,
          },
        },
        get: { label: "Get", method: "GET", path: "/v1/statuses/{id}", params: { id } },
        update: {
          ...{ label: "Update", method: "PUT", path: "/v1/statuses/{id}" },
          params: { id, text: inBody(text, "status"), warning, media, language, sensitive, more },
        },
        delete: { label: "Delete", method: "DELETE", path: "/v1/statuses/{id}", params: { id } },
        boost: mark("Boost", "reblog"),
        favourite: mark("Favourite", "favourite"),
        bookmark: mark("Bookmark", "bookmark"),
      },
    },
    timeline: {
      label: "Timeline",
      operations: {
        home: posts("Read home", "/v1/timelines/home"),
        public: posts("Read public", "/v1/timelines/public", {
          local: inQuery(p.toggle({ label: "Only of this server" }), { unless: false }),
        }),
        tag: posts("Read hashtag", "/v1/timelines/tag/{tag}", {
          tag: inPath(p.text({ label: "Hashtag", help: "Without #", required: true })),
        }),
        account: posts("Read of an account", "/v1/accounts/{account}/statuses", {
          account,
          replies: inQuery(p.toggle({ label: "Leave out replies" }), { as: "exclude_replies", unless: false }),
          boosts: inQuery(p.toggle({ label: "Leave out boosts" }), { as: "exclude_reblogs", unless: false }),
        }),
        notifications: posts("Read notifications", "/v1/notifications"),
      },
    },
    media: {
      label: "Media",
      operations: {
        upload: {
          ...{ label: "Upload", method: "POST", path: "/v2/media", body: "multipart" },
          params: {
            file: asFile(p.text({ label: "File field of the item", default: "data", required: true })),
            description: inBody(p.text({ label: "Description", help: "For those who cannot see it" })),
          },
        },
      },
    },
    account: {
      label: "Account",
      operations: {
        me: { label: "Get my own", method: "GET", path: "/v1/accounts/verify_credentials" },
        find: {
          ...{ label: "Find by name", method: "GET", path: "/v1/accounts/lookup" },
          params: {
            name: inQuery(p.text({ label: "Name", placeholder: "ann@example.social", required: true }), "acct"),
          },
        },
        follow: {
          ...{ label: "Follow", method: "POST", path: "/v1/accounts/{account}/follow", effect: "idempotent" },
          params: { account },
        },
      },
    },
  },
});
