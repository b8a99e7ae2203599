import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";

const { run } = nodeHarness();
let http: TestHttp;
/** What is answered one after the other; the last again and again. */
let answers: { status: number; retryAfter?: string }[] = [];
let times: number[] = [];

beforeAll(async () => {
  http = await openTestHttp((_, response) => {
    times.push(performance.now());
    const [{ status, retryAfter } = { status: 200, retryAfter: undefined }] = answers;
    if (answers.length > 1) answers.shift();
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end('{"ok":true}');
  });
});
afterAll(() => http.close());

const call = (given: typeof answers, whenBusy: object) => {
  answers = [...given];
  times = [];
  return run("core.httpRequest", { url: http.url, method: "POST", whenBusy });
};
const wait = (more: object = {}) => ({ is: "wait", maxWaitSeconds: 2, tries: 3, ...more });
const waited = () => times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe("HTTP Request, when the service asks to wait,", () => {
  it("waits as many seconds, and tries again", async () => {
    const { main } = await call(
      [{ status: 429, retryAfter: "1" }, { status: 503, retryAfter: "0" }, { status: 200 }],
      wait(),
    );
    expect(main).toEqual([{ ok: true }]);
    expect(times).toHaveLength(3);
    expect(waited()[0]).toBeGreaterThan(950);
    expect(waited()[1]).toBeLessThan(900);
  });

  it("waits until a date, too", async () => {
    const at = new Date(Date.now() + 2_000).toUTCString();
    await call([{ status: 429, retryAfter: at }, { status: 200 }], wait({ maxWaitSeconds: 10 }));
    expect(times).toHaveLength(2);
    expect(waited()[0]).toBeGreaterThan(300);
  });

  it("does not wait longer than it may, and says what was asked", async () => {
    const { error } = await call([{ status: 429, retryAfter: "3600" }], wait());
    expect(error).toMatchObject({
      code: "HTTP_429",
      message: expect.stringMatching(/answered 429 and asks to wait 3600 s/),
      hint: expect.stringContaining("2 s allowed"),
    });
    expect(times).toHaveLength(1);
  });

  it("gives up after so many tries", async () => {
    const { error } = await call([{ status: 503, retryAfter: "0" }], wait({ tries: 2 }));
    expect(error?.code).toBe("HTTP_503");
    expect(times).toHaveLength(3);
  });

  it("tries nothing again that has another reason", async () => {
    expect((await call([{ status: 500, retryAfter: "0" }, { status: 200 }], wait())).error?.code).toBe("HTTP_500");
    expect(times).toHaveLength(1);
  });

  it("fails at once unless it is told to wait, and names the setting", async () => {
    const { error } = await call([{ status: 429, retryAfter: "7" }], { is: "fail" });
    expect(error).toMatchObject({ code: "HTTP_429", hint: expect.stringMatching(/asks to wait 7 s: choose “Wait/) });
  });
});
