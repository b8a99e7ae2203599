import { type Answer, type Call, type Service, startService } from "../service";

export const channels = ["mastodon", "bluesky", "telegram", "slack"] as const;
export type Channel = (typeof channels)[number];
export type Post = { channel: Channel; text: string; key?: string };
type Trouble = { status: number; times: number };

export type Social = Service & {
  posts: Post[];
  /** The next posts are refused. A 429 asks to wait a second. */
  refuse(channel: Channel, trouble: Trouble): void;
  /** The next post is taken, but never answered. */
  hold(channel: Channel): void;
};

/** Tokens that all four take. */
export const socialToken = "t0k";
export const socialPassword = "app-pass";

/** The parts of Mastodon, Bluesky, Telegram and Slack that publish, with their own ways of saying no. */
export async function startSocial(port = 0): Promise<Social> {
  const posts: Post[] = [];
  const troubles = new Map<Channel, Trouble>();
  const held = new Set<Channel>();
  let session = "";

  function take(
    post: Post,
    most: number,
    answers: { done: unknown; tooLong: Answer; no(status: number): Answer },
  ): Answer {
    const trouble = troubles.get(post.channel);
    if (trouble && trouble.times > 0) {
      trouble.times--;
      return answers.no(trouble.status);
    }
    if ([...new Intl.Segmenter().segment(post.text)].length > most) return answers.tooLong;
    const isKnown =
      post.key !== undefined && posts.some(({ channel, key }) => channel === post.channel && key === post.key);
    if (!isKnown) posts.push(post);
    return held.delete(post.channel) ? () => {} : { json: answers.done };
  }

  function mastodon({ headers, body }: Call): Answer {
    if (headers.authorization !== `Bearer ${socialToken}`) {
      return { status: 401, json: { error: "The access token is invalid" } };
    }
    const { status } = body as { status: string };
    const key = headers["idempotency-key"];
    const post: Post = { channel: "mastodon", text: status, ...(typeof key === "string" && { key }) };
    const before = posts.findIndex((known) => known.channel === "mastodon" && known.key && known.key === post.key);
    const id = String((before === -1 ? posts.length : before) + 1);
    return take(post, 500, {
      done: { id, content: `<p>${status}</p>`, visibility: "public", url: `https://mastodon.example/@isle/${id}` },
      tooLong: { status: 422, json: { error: "Validation failed: Text character limit of 500 exceeded" } },
      no: (code) => ({ status: code, headers: waiting(code), json: { error: wordsOf(code) } }),
    });
  }

  function bluesky({ headers, body }: Call): Answer {
    if (session === "" || headers.authorization !== `Bearer ${session}`) {
      return { status: 401, json: { error: "AuthMissing", message: "Authentication Required" } };
    }
    const { collection, rkey, record } = body as { collection: string; rkey?: string; record: { text: string } };
    return take({ channel: "bluesky", text: record.text, ...(rkey && { key: rkey }) }, 300, {
      done: { uri: `at://did:plc:1/${collection}/${rkey ?? posts.length}`, cid: "bafy" },
      tooLong: {
        status: 400,
        json: { error: "InvalidRequest", message: "text must not be longer than 300 graphemes" },
      },
      no: (code) => ({ status: code, headers: waiting(code), json: { error: "Unavailable", message: wordsOf(code) } }),
    });
  }

  function telegram({ params, body }: Call): Answer {
    if (params.bot !== `bot${socialToken}`) {
      return { status: 401, json: { ok: false, error_code: 401, description: "Unauthorized" } };
    }
    const { chat_id: chat, text } = body as { chat_id: string; text: string };
    return take({ channel: "telegram", text }, 4096, {
      done: { ok: true, result: { message_id: posts.length + 1, chat: { id: -100, username: chat }, text } },
      tooLong: { status: 400, json: { ok: false, error_code: 400, description: "Bad Request: message is too long" } },
      no: (code) => ({
        status: code,
        json: {
          ...{ ok: false, error_code: code, description: wordsOf(code) },
          ...(code === 429 && { parameters: { retry_after: 1 } }),
        },
      }),
    });
  }

  function slack({ headers, body }: Call): Answer {
    if (headers.authorization !== `Bearer ${socialToken}`) return { json: { ok: false, error: "invalid_auth" } };
    const { channel, text } = body as { channel: string; text: string };
    return take({ channel: "slack", text }, 40_000, {
      done: { ok: true, channel, ts: `1700000000.${String(posts.length).padStart(6, "0")}`, message: { text } },
      tooLong: { json: { ok: false, error: "msg_too_long" } },
      no: (code) => ({
        status: code,
        headers: waiting(code),
        json: { ok: false, error: code === 429 ? "ratelimited" : "fatal_error" },
      }),
    });
  }

  const service = await startService(
    {
      "POST /api/v1/statuses": mastodon,
      "POST /xrpc/com.atproto.server.createSession": ({ body }) => {
        const { identifier, password } = body as { identifier: string; password: string };
        if (password !== socialPassword) {
          return { status: 401, json: { error: "AuthenticationRequired", message: "Invalid identifier or password" } };
        }
        const claims = { exp: Math.floor(Date.now() / 1000) + 7200 };
        session ||= `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
        return { json: { accessJwt: session, refreshJwt: "r", handle: identifier, did: "did:plc:1" } };
      },
      "POST /xrpc/com.atproto.repo.createRecord": bluesky,
      "POST /xrpc/com.atproto.repo.putRecord": bluesky,
      "POST /:bot/sendMessage": telegram,
      "POST /api/chat.postMessage": slack,
    },
    port,
  );
  return {
    ...{ ...service, posts },
    refuse: (channel, trouble) => void troubles.set(channel, trouble),
    hold: (channel) => void held.add(channel),
  };
}

const waiting = (status: number): { [name: string]: string } => (status === 429 ? { "retry-after": "1" } : {});
const wordsOf = (status: number) => (status === 429 ? "Too Many Requests" : "Service Unavailable");
