import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const events = Array.from({ length: 120 }, (_, n) => ({ event_id: `$${n}`, type: "m.room.message" }));
const sent = new Map<string, string>();
const matrix = serviceHarness("core.matrix", {
  credential: (url) => ["matrix.token", { url, token: "syt_1" }],
  allows: ({ headers }) => headers.authorization === "Bearer syt_1",
  refusal: { errcode: "M_UNKNOWN_TOKEN", error: "Invalid access token passed." },
  missing: { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" },
  routes: {
    "PUT /_matrix/client/v3/rooms/:room/send/m.room.message/:txn": ({ at }) => {
      const txn = at.txn ?? "";
      if (!sent.has(txn)) sent.set(txn, `$event${sent.size}`);
      return { event_id: sent.get(txn) };
    },
    "GET /_matrix/client/v3/rooms/:room/messages": ({ query }) => {
      const from = Number(query.from ?? 0);
      const to = from + Number(query.limit);
      return { chunk: events.slice(from, to), start: String(from), ...(to < events.length && { end: String(to) }) };
    },
    "GET /_matrix/client/v3/joined_rooms": () => ({ joined_rooms: ["!a:example.com"] }),
  },
});
const { go, last } = matrix;

describe("Matrix", () => {
  it("sends a message with its HTML, each with a number of its own", async () => {
    const values = { room: "!a:example.com", text: "Hi", html: "<b>Hi</b>", reply: "$0" };
    const { main } = await go("message.send", values, [{}, {}]);
    expect(last().json).toEqual({
      ...{ body: "Hi", msgtype: "m.text", format: "org.matrix.custom.html", formatted_body: "<b>Hi</b>" },
      "m.relates_to": { "m.in_reply_to": { event_id: "$0" } },
    });
    expect(new Set(main.map(({ event_id: id }) => id)).size).toBe(2);
  });

  it("sends a message with the same key once", async () => {
    const values = { room: "!a:example.com", text: "Hi", once: "order/7" };
    expect((await go("message.send", values)).main).toEqual((await go("message.send", values)).main);
    expect(last().path).toMatch(/\/send\/m\.room\.message\/order%2F7$/);
  });

  it("reads messages page by page, and waits the milliseconds it is told", async () => {
    let asked = 0;
    matrix.answer({
      "GET /_matrix/client/v3/joined_rooms": () =>
        ++asked === 1
          ? reply(429, { errcode: "M_LIMIT_EXCEEDED", error: "Too many requests", retry_after_ms: 300 })
          : { joined_rooms: ["!a:example.com"] },
    });
    expect((await go("message.list", { room: "!a:example.com", all: true })).main).toHaveLength(120);
    expect((await go("room.list")).main).toEqual([{ value: "!a:example.com" }]);
  });
});
