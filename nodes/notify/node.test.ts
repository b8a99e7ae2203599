import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";

const { run, credential } = nodeHarness();
let http: TestHttp;
let status = 200;
beforeAll(async () => {
  http = await openTestHttp((_, response) => {
    response.statusCode = status;
    response.end("ok");
  });
});
afterAll(() => http.close());
beforeEach(() => {
  http.calls.length = 0;
  status = 200;
});

const send = async (service: JsonObject, type?: string, values: JsonObject = {}) =>
  run(
    "core.notify",
    { service },
    [{ id: 7 }],
    type ? { credentials: { account: await credential(type, values) } } : {},
  );
const seen = () => {
  const [call] = http.calls;
  return call && { method: call.method, url: call.url, body: JSON.parse(call.body) };
};

describe("Notify", () => {
  it.each([
    ["slack", { text: "Order 7" }],
    ["mattermost", { text: "Order 7" }],
    ["discord", { content: "Order 7" }],
  ])("posts to %s", async (is, body) => {
    const { main } = await send({ is, message: "=Order {{ $json.id }}" }, "chat.webhook", {
      url: `${http.url}/hook/s3cret`,
    });
    expect(seen()).toEqual({ method: "POST", url: "/hook/s3cret", body });
    expect(main).toEqual([{ id: 7, notified: { service: is, status: 200 } }]);
  });

  it("posts to Telegram", async () => {
    await send({ is: "telegram", chatId: "42", message: "Hi" }, "telegram.bot", { token: "1:abc", baseUrl: http.url });
    expect(seen()).toEqual({ method: "POST", url: "/bot1:abc/sendMessage", body: { chat_id: "42", text: "Hi" } });
  });

  it("posts to ntfy, signed when there is an account", async () => {
    const service = { is: "ntfy", server: http.url, topic: "home", title: "Door", priority: 4, message: "Open" };
    await send(service);
    expect(seen()).toEqual({
      method: "POST",
      url: "/",
      body: { topic: "home", message: "Open", title: "Door", priority: 4 },
    });
    await send(service, "http.bearer", { token: "tk_1" });
    expect(http.calls[1]?.headers.authorization).toBe("Bearer tk_1");
  });

  it("posts to Gotify", async () => {
    await send({ is: "gotify", message: "Hi", priority: 8 }, "gotify.app", { url: `${http.url}/`, token: "t0k" });
    expect(seen()).toEqual({ method: "POST", url: "/message", body: { message: "Hi", priority: 8 } });
    expect(http.calls[0]?.headers["x-gotify-key"]).toBe("t0k");
  });

  it("says what the service answered, and nothing that is secret", async () => {
    status = 403;
    const { error } = await send({ is: "slack", message: "x" }, "chat.webhook", { url: `${http.url}/hook/s3cret` });
    expect(error).toMatchObject({
      code: "NOTIFY_FAILED",
      message: "slack answered 403 Forbidden: ok",
      hint: "Check the account",
    });
  });

  it("shows no secret address when nobody answers", async () => {
    const { error } = await send({ is: "slack", message: "x" }, "chat.webhook", {
      url: "http://127.0.0.1:1/hook/s3cret",
    });
    expect(error?.message).toMatch(/refused/);
    expect(JSON.stringify(error)).not.toContain("s3cret");
    const telegram = await send({ is: "telegram", chatId: "1", message: "x" }, "telegram.bot", {
      token: "s3cret",
      baseUrl: "http://127.0.0.1:1",
    });
    expect(JSON.stringify(telegram.error)).not.toContain("s3cret");
  });

  it.each([
    [{ is: "slack", message: "x" }, "http.bearer", { token: "x" }, /needs an incoming webhook/],
    [{ is: "telegram", chatId: "1", message: "x" }, undefined, {}, /needs a Telegram bot/],
    [{ is: "gotify", message: "x" }, undefined, {}, /needs a Gotify application/],
    [{ is: "slack", message: "" }, undefined, {}, /message.*is required/],
  ])("%j with %s is refused", async (service, type, values, message) => {
    expect((await send(service, type, values as JsonObject)).error?.message).toMatch(message);
    expect(http.calls).toEqual([]);
  });
});
