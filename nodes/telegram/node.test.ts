import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const telegram = serviceHarness("core.telegram", {
  credential: (url) => ["telegram.bot", { token: "1:s3cret", baseUrl: url }],
  allows: ({ path }) => path.startsWith("/bot1:s3cret/"),
  refusal: { ok: false, error_code: 401, description: "Unauthorized" },
  missing: { ok: false, error_code: 404, description: "Not Found" },
  routes: {
    "POST /bot1:s3cret/sendMessage": ({ json }) =>
      json.chat_id === "42"
        ? { ok: true, result: { message_id: 7, text: json.text } }
        : reply(400, { ok: false, error_code: 400, description: "Bad Request: chat not found" }),
    "POST /bot1:s3cret/sendDocument": ({ form }) => ({ ok: true, result: { message_id: 8, caption: form.caption } }),
    "GET /bot1:s3cret/getChatAdministrators": () => ({ ok: true, result: [{ user: { id: 1 } }, { user: { id: 2 } }] }),
    "GET /bot1:s3cret/getChatMemberCount": () => ({ ok: true, result: 12 }),
  },
});
const { go, last } = telegram;

describe("Telegram", () => {
  it("sends a message with format, answer and buttons", async () => {
    const markup = { inline_keyboard: [[{ text: "Yes", callback_data: "y" }]] };
    const values = { chat: "42", text: "<b>Hi</b>", format: "HTML", reply: "5", silent: true, markup };
    expect((await go("message.send", values)).main).toEqual([{ message_id: 7, text: "<b>Hi</b>" }]);
    expect(last().json).toEqual({
      ...{ chat_id: "42", text: "<b>Hi</b>", parse_mode: "HTML", disable_notification: true, reply_markup: markup },
      reply_parameters: { message_id: "5" },
    });
  });

  it("sends a file of the item", async () => {
    const file = await telegram.fileItem("a.txt", "contents");
    expect((await go("message.document", { chat: "42", caption: "See" }, [file])).main).toEqual([
      { message_id: 8, caption: "See" },
    ]);
    expect(last().form).toEqual({ chat_id: "42", caption: "See", document: "contents" });
  });

  it("reads lists and numbers", async () => {
    expect((await go("chat.administrators", { chat: "42" })).main).toEqual([{ user: { id: 1 } }, { user: { id: 2 } }]);
    expect((await go("chat.count", { chat: "42" })).main).toEqual([{ value: 12 }]);
  });

  it("waits as the answer asks", async () => {
    let calls = 0;
    telegram.answer({
      "POST /bot1:s3cret/sendMessage": () =>
        ++calls === 1
          ? reply(429, { ok: false, error_code: 429, description: "Too Many Requests", parameters: { retry_after: 1 } })
          : { ok: true, result: { message_id: 9 } },
    });
    expect((await go("message.send", { chat: "42", text: "x" })).main).toEqual([{ message_id: 9 }]);
  });

  it("says what is wrong, and never the token", async () => {
    const { error } = await go("message.send", { chat: "1", text: "x" });
    expect(error).toMatchObject({
      message: "Telegram answered 400 Bad Request to POST /sendMessage: Bad Request: chat not found",
      hint: expect.stringMatching(/people must write to the bot/),
    });
    const account = await telegram.credential("telegram.bot", { token: "9:hidden", baseUrl: "http://127.0.0.1:1" });
    const gone = await go("message.send", { chat: "1", text: "x" }, [{}], { credentials: { account } });
    expect(gone.error?.message).toMatch(/refused/);
    expect(JSON.stringify([error, gone.error])).not.toMatch(/s3cret|hidden/);
  });
});
