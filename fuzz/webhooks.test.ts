import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe } from "vitest";
import { draw, startServer, type TestServer } from "@/server/main/testing";
import { fuzz, type Outcome, strangeJson, strangeText } from "./fuzz.testing";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_RATE_STRANGER: "off", ISLEWIRE_MAX_BODY_MB: "1" } });
  await server.signUp();
  await server.mutate("settings.update", { timezone: "UTC", keepExecutionsDays: 1, keepExecutionsCount: 100 });
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
  for (const [path, more] of Object.entries({ echo: {}, "any/:name": {}, raw: { rawBody: true } })) {
    const params = { path, methods, respond: { is: "finished", status: 200, answer: "first" }, ...more };
    await server.publish(draw(path, { hook: { type: "webhook", params } }));
  }
  const fields = [
    { label: "Name", type: "text" },
    { label: "Age", type: "number" },
    { label: "CV", type: "file" },
  ];
  await server.publish(draw("Form", { form: { type: "formTrigger", params: { path: "form", title: "T", fields } } }));
});
afterAll(() => server.stop());

const token = fc.string({ maxLength: 20, unit: fc.constantFrom(..."abcXYZ019-_.~%+&=[]") });
const part = fc.oneof(token, strangeText.filter((text) => text.length < 2_000).map(encodeURIComponentSafe));
function encodeURIComponentSafe(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
const path = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("/webhook/echo", "/webhook/raw", "/webhook/any/x", "/form/form") },
  part.map((one) => `/webhook/any/${one}`),
  part.map((one) => `/webhook-waiting/${one}/${one}`),
  part.map((one) => `/${one}`),
);
const query = fc
  .array(fc.tuple(part, part), { maxLength: 5 })
  .map((pairs) => pairs.map((pair) => pair.join("=")).join("&"));
const headerValue = fc.string({
  maxLength: 80,
  unit: fc.integer({ min: 32, max: 255 }).map((code) => (code === 127 ? " " : String.fromCharCode(code))),
});
const headers = fc.dictionary(
  fc.constantFrom(
    "x-a",
    "cookie",
    "accept",
    "user-agent",
    "origin",
    "x-forwarded-for",
    "range",
    "if-none-match",
    "authorization",
    "content-encoding",
    "accept-language",
    "sec-fetch-site",
    "forwarded",
  ),
  headerValue,
  { maxKeys: 5 },
);
const types = fc.oneof(
  fc.constantFrom(
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/octet-stream",
    "",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "text/xml",
  ),
  headerValue,
);
const formText = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'name="a"',
        'name="f"; filename="x.txt"',
        "",
        'name="__proto__"',
        "name=\"f\"; filename*=UTF-8''%ff",
      ),
      strangeText,
    ),
    { maxLength: 5 },
  )
  .map(
    (parts) =>
      `${parts.map(([about, text]) => `--b\r\ncontent-disposition: form-data; ${about}\r\n\r\n${text.slice(0, 500)}\r\n`).join("")}--b--\r\n`,
  );
const body = fc.oneof(
  { weight: 3, arbitrary: strangeJson.map((value) => Buffer.from(JSON.stringify(value ?? null))) },
  formText.map((text) => Buffer.from(text)),
  query.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(strangeJson, fc.nat(50)).map(([value, at]) => Buffer.from(JSON.stringify(value ?? null).slice(0, at))),
);
const whole = fc.record({
  method: fc.constantFrom("POST", "POST", "GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
  path,
  query,
  headers,
  type: types,
  body,
});
const line = fc.oneof(
  fc.constantFrom(
    "POST /webhook/echo HTTP/1.1",
    "GET / HTTP/1.1",
    "Host: 127.0.0.1",
    "Content-Length: 2",
    "Transfer-Encoding: chunked",
    "Content-Length: -1",
    "Connection: close",
    "{}",
    "0",
    "",
  ),
  strangeText.map((text) => text.slice(0, 200)),
);
/** What no client library would send. */
const bytes = fc.array(line, { maxLength: 10 }).map((lines) => `${lines.join("\r\n")}\r\n\r\n`);
type Call = { whole: Parameters<typeof send>[0] } | { bytes: string };
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 9, arbitrary: whole.map((one) => ({ whole: one })) },
  bytes.map((text) => ({ bytes: text })),
);

function send({
  method,
  path,
  query,
  headers,
  type,
  body,
}: {
  method: string;
  path: string;
  query: string;
  headers: { [name: string]: string };
  type: string;
  body: Buffer;
}): Promise<number> {
  const hasBody = !/GET|HEAD|OPTIONS/.test(method);
  const all = {
    ...headers,
    ...(hasBody && { "content-length": body.length }),
    ...(type && { "content-type": type }),
    connection: "close",
  };
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path: query ? `${path}?${query}` : path, headers: all, agent: false },
      (answer: IncomingMessage) => {
        answer
          .resume()
          .on("end", () => resolve(answer.statusCode ?? 0))
          .on("error", reject);
      },
    );
    // It answered before it had read everything, and closed.
    sent.on("error", (thrown: NodeJS.ErrnoException) =>
      /EPIPE|ECONNRESET/.test(thrown.code ?? "") ? resolve(400) : reject(thrown),
    );
    sent.end(hasBody ? body : undefined);
  });
}

function sendBytes(text: string): Promise<number> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.end(text));
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 400)));
    socket.setTimeout(3_000, () => socket.destroy());
  });
}

async function attempt(calls: Call[]): Promise<Outcome[]> {
  const outcomes = await Promise.all(
    calls.map(async (one): Promise<Outcome> => {
      const status = "bytes" in one ? await sendBytes(one.bytes) : await send(one.whole);
      if (status >= 500) throw new Error(`It answered ${status}`);
      return status < 400 ? "accepted" : "refused";
    }),
  );
  const next = await fetch(`${server.url}/webhook/echo`, {
    method: "POST",
    body: '{"ok":1}',
    headers: { "content-type": "application/json" },
  });
  const { body: echoed, polluted } = (await next.json()) as { body?: object; polluted?: unknown };
  if (next.status !== 200 || JSON.stringify(echoed) !== '{"ok":1}' || polluted !== undefined)
    throw new Error(`The next call got ${next.status}`);
  if (server.child.exitCode !== null) throw new Error("The server ended");
  const crash = server.lines.find((text) => /"level":(50|60)/.test(text));
  if (crash) throw new Error(`The log says: ${crash.slice(0, 1_000)}`);
  return outcomes;
}

describe("T053 T159 webhooks", () => {
  fuzz("webhooks", { batch: fc.array(call, { minLength: 20, maxLength: 20 }), tries: 40, attempt });
});
