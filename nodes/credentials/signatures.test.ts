import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CallHeaders, CredentialDefinition } from "@/nodes/sdk/credential";
import { objectSchema } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { signatureCredentials as kinds } from "./signatures";

/** Values as they are stored and filled in, then the check at that moment. */
function verify(
  { params, verifySigned }: CredentialDefinition,
  { values, headers, body, at = Date.now() }: { values: JsonObject; headers: CallHeaders; body: string; at?: number },
) {
  const filled = objectSchema(params).parse(values) as never;
  return verifySigned?.({ headers, body: Buffer.from(body), now: at }, filled);
}

const slackBody =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

/** What the services' own documents give as an example. */
const documented = {
  gitHub: {
    values: { secret: "It's a Secret to Everybody" },
    headers: { "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" },
    body: "Hello, World!",
  },
  slack: {
    values: { secret: "8f742231b10e8888abcd99yyyzzz85a5" },
    headers: {
      "x-slack-request-timestamp": "1531420618",
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    },
    body: slackBody,
    at: 1_531_420_618_000,
  },
  standard: {
    values: { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    body: '{"test": 2432232314}',
    at: 1_614_265_330_000,
  },
};
type Documented = keyof typeof documented;

const hmac = (key: string, text: string, encoding: "hex" | "base64", algorithm = "sha256") =>
  createHmac(algorithm, key).update(text).digest(encoding);

describe("a signature", () => {
  it.each(Object.keys(documented) as Documented[])("is taken as the documents of %s have it", (kind) => {
    expect(verify(kinds[kind], documented[kind])).toEqual({ ok: true });
  });

  it.each(Object.keys(documented) as Documented[])("T155 of %s fits no other body and no other secret", (kind) => {
    const call = documented[kind];
    const wrong = { ok: false, status: 401, reason: expect.stringMatching(/does not fit/) };
    expect(verify(kinds[kind], { ...call, body: `${call.body} ` })).toEqual(wrong);
    expect(verify(kinds[kind], { ...call, values: { secret: "whsec_b3RoZXI=" } })).toEqual(wrong);
  });

  it.each(["slack", "standard"] as const)("T155 of %s is taken for five minutes, or as long as is allowed", (kind) => {
    const call = documented[kind];
    const reason = (late: number, values = {}) => {
      const verdict = verify(kinds[kind], {
        ...call,
        values: { ...call.values, ...values },
        at: call.at + late * 1_000,
      });
      return verdict?.ok ? "taken" : verdict?.reason;
    };
    expect([reason(299), reason(-299)]).toEqual(["taken", "taken"]);
    expect(reason(301)).toMatch(/signed 301 s ago, and may be 300 s old/);
    expect(reason(-301)).toMatch(/301 s in the future/);
    expect(reason(3_599, { toleranceSeconds: 3_600 })).toBe("taken");
  });

  it("of the time that was signed cannot be given a newer one", () => {
    const headers = { ...documented.standard.headers, "webhook-timestamp": "1614265331" };
    expect(verify(kinds.standard, { ...documented.standard, headers })).toMatchObject({ reason: /does not fit/ });
    const none = { ...documented.standard.headers, "webhook-timestamp": "soon" };
    expect(verify(kinds.standard, { ...documented.standard, headers: none })).toMatchObject({ reason: /does not say/ });
  });

  it("is one of several while the sender changes its secret", () => {
    const [header = ""] = [documented.standard.headers["webhook-signature"]];
    const headers = { ...documented.standard.headers, "webhook-signature": `v1,b3RoZXI= v1a,b3RoZXI= ${header}` };
    expect(verify(kinds.standard, { ...documented.standard, headers })).toEqual({ ok: true });
  });

  it("of the earlier secret is taken until that is turned off", () => {
    const values = { secret: "new", earlierSecret: documented.gitHub.values.secret };
    const call = documented.gitHub;
    expect(verify(kinds.gitHub, { ...call, values: { ...values, acceptsEarlier: true } })).toEqual({ ok: true });
    expect(verify(kinds.gitHub, { ...call, values: { ...values, acceptsEarlier: false } })).toMatchObject({
      ok: false,
    });
    expect(verify(kinds.gitHub, { ...call, values: { secret: "new", acceptsEarlier: true } })).toMatchObject({
      ok: false,
    });
  });

  it("of Stripe covers the time, and may be there twice", () => {
    const secret = "whsec_test";
    const body = '{"id":"evt_1"}';
    const t = Math.floor(Date.now() / 1_000);
    const call = (header: string) =>
      verify(kinds.stripe, { values: { secret }, headers: { "stripe-signature": header }, body })?.ok;
    const v1 = hmac(secret, `${t}.${body}`, "hex");
    expect(call(`t=${t},v1=${v1},v0=${"0".repeat(64)}`)).toBe(true);
    expect(call(`t=${t},v1=${"0".repeat(64)},v1=${v1}`)).toBe(true);
    expect(call(`t=${t},v0=${v1}`)).toBe(false);
    expect(call(`t=${t - 1},v1=${v1}`)).toBe(false);
    expect(call(`v1=${v1}`)).toBe(false);
    expect(call("nonsense")).toBe(false);
  });

  it.each([
    ["shopify", "x-shopify-hmac-sha256"],
    ["wooCommerce", "x-wc-webhook-signature"],
  ] as const)("of %s is base64 of the body alone", (kind, header) => {
    const body = '{"name":"Märta"}';
    const call = (given: string) =>
      verify(kinds[kind], { values: { secret: "s" }, headers: { [header]: given }, body });
    expect(call(hmac("s", body, "base64"))).toEqual({ ok: true });
    expect(call(hmac("s", body, "hex"))).toMatchObject({ ok: false });
    expect(call("")).toMatchObject({ ok: false, reason: expect.stringContaining("is missing") });
  });

  it("is not asked of the trial of a new webhook by WooCommerce", () => {
    const call = (body: string) => verify(kinds.wooCommerce, { values: { secret: "s" }, headers: {}, body });
    expect(call("webhook_id=12")).toEqual({ ok: true, isProbe: true });
    expect(call("webhook_id=12&total=1")).toMatchObject({ ok: false });
  });

  it("of any other service is described by where it stands and what is signed", () => {
    const body = "{}";
    const values = {
      ...{ header: "X-Sign", secret: "s", algorithm: "sha512", encoding: "base64url", prefix: "v2=" },
      ...{ signed: "{x-id}:{timestamp}:{body}!", timestampHeader: "X-Time" },
    };
    const now = Date.now();
    const sign = (time: string) => `v2=${createHmac("sha512", "s").update(`7:${time}:${body}!`).digest("base64url")}`;
    const call = (time: string, more: JsonObject = {}) =>
      verify(kinds.hmac, {
        values: { ...values, ...more },
        headers: { "x-sign": sign(time), "x-id": "7", "x-time": time },
        body,
        at: now,
      })?.ok;
    expect(call(String(now))).toBe(true);
    expect(call(String(Math.floor(now / 1_000)))).toBe(true);
    expect(call(new Date(now).toISOString())).toBe(true);
    expect(call(new Date(now - 400_000).toISOString())).toBe(false);
    expect(call("")).toBe(false);
    expect(call(String(now), { prefix: "" })).toBe(false);
    expect(call(String(now), { signed: "{timestamp}" })).toBe(false);
  });
});
