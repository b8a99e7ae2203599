import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import type { ExecutionDetail } from "@/shared/api";
import type { Item } from "@/shared/item";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer, until } from "./testing";

let server: TestServer;
const field = (label: string, is: string, more: object = {}, required = false) => ({
  label,
  required,
  kind: { is, ...more },
});
const options = (...values: string[]) => ({ options: values.map((value) => ({ value })) });
const trigger = (path: string, fields: object[], more: object = {}) => ({
  type: "formTrigger",
  params: { path, title: `Form ${path}`, fields, ...more },
});
const page = (fields: object[], more: object = {}) => ({
  type: "form",
  params: { page: { is: "next", content: { is: "list", fields }, ...more } },
});

beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_MAX_BODY_MB: "1" } });
  await server.signUp();
  const all = [
    field("Name", "text", { placeholder: "Ann", value: "Nobody" }, true),
    field("Story", "textarea"),
    field("E-mail", "email"),
    field("Age", "number"),
    field("Secret", "password"),
    field("Birthday", "date"),
    field("Size", "dropdown", options("S", "M", "L")),
    field("Extras", "dropdown", { ...options("A", "B", "C"), multiple: true }),
    field("Colour", "radio", options("red", "blue")),
    field("Days", "checkbox", { ...options("Mon", "Tue", "Wed"), limit: { is: "range", min: 1, max: 2 } }),
    { label: "", name: "source", required: false, kind: { is: "hidden", value: "web" } },
    field("", "html", { html: '<p class="x" onclick="alert(1)">Hi <b>there</b><script>alert(1)</script></p>' }),
  ];
  await server.publish(draw("All", { form: trigger("all", all, { css: "h1 { color: red } </style><script>" }) }));
  const documents = [
    field("CV", "file", { multiple: false, accept: ".pdf", maxMb: 0.001 }, true),
    field("More papers", "file", { multiple: true, accept: "" }),
  ];
  await server.publish(draw("Files", { form: trigger("files", documents) }));
  await server.publish(
    draw(
      "Pages",
      {
        form: trigger("pages", [field("Name", "text", {}, true)]),
        next: page([field("Age", "number", {}, true)], { title: "=Hello {{ $json.Name }}" }),
        set: {
          type: "editFields",
          params: {
            values: { is: "fields", fields: [{ name: "sum", value: "={{ $('form').item.json.Name + $json.Age }}" }] },
          },
        },
        last: {
          type: "form",
          params: { page: { is: "text", title: "Bye {{ 1 }}", text: "=Age <b>{{ $json.Age }}</b>" } },
        },
      },
      "form -> next",
      "next -> set",
      "set -> last",
    ),
  );
  await server.publish(
    draw(
      "Fails",
      {
        form: trigger("fails", [], { respond: { is: "finished" } }),
        stop: { type: "stopAndError", params: { message: "No <b>stock</b>" } },
      },
      "form -> stop",
    ),
  );
  await server.publish(
    draw(
      "Answers",
      {
        form: trigger("answers", [field("Name", "text")], { respond: { is: "node" } }),
        answer: { type: "respondToWebhook", params: { answer: { is: "text", text: "=Dear {{ $json.Name }}" } } },
      },
      "form -> answer",
    ),
  );
  await server.publish(
    draw("Away", {
      form: trigger("away", [], {
        respond: { is: "redirect", url: "https://example.com/?a=1&b=2" },
        ignoreBots: true,
        embed: true,
      }),
    }),
  );
});
afterAll(() => server.stop());
watchOracles(() => server);

const get = async (path: string, headers: { [name: string]: string } = {}) => {
  const answer = await fetch(server.url + path, { headers, redirect: "manual" });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const send = async (
  path: string,
  body: { [name: string]: string | string[] } | FormData,
  headers: { [name: string]: string } = {},
) => {
  const form =
    body instanceof FormData
      ? body
      : new URLSearchParams(
          Object.entries(body).flatMap(([name, value]) => [value].flat().map((each) => [name, each])),
        );
  const answer = await fetch(server.url + path, { method: "POST", body: form, headers, redirect: "manual" });
  return {
    status: answer.status,
    headers: answer.headers,
    text: await answer.text(),
    location: answer.headers.get("location") ?? "",
  };
};
const newest = async (): Promise<ExecutionDetail> => {
  const [last] = await server.executions();
  return server.finished(last?.id ?? 0);
};
const itemOf = async (id: number, step = 0): Promise<Item> => {
  const { outputs } = await server.query<{ outputs: { main: Item[] } }>("executions.stepData", { id, step });
  return outputs.main[0] as Item;
};
const marks = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/name="(islewire-\w+)" value="([^"]+)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
const count = async () => (await server.executions()).length;

describe("a form", () => {
  it("is a page that runs nothing but our script, without cookies or a session", async () => {
    const { status, headers, text } = await get("/form/all");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("set-cookie")).toBeNull();
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+' 'sha256-[^']+';/);
    expect(policy).toMatch(/^sandbox (?!.*(allow-same-origin|allow-top-navigation))/);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain("unsafe");
    expect(text).toContain('<p class="x">Hi <b>there</b></p>');
    expect(text).not.toContain("alert(1)");
    expect(text).toContain("h1 { color: red } <\\/style>");
    expect(text.match(/<\/style>/g)).toHaveLength(2);
    expect(text).toContain('placeholder="Ann" name="Name" required value="Nobody"');
  });

  it("takes values from the address, and offers no others than the form has", async () => {
    const { text } = await get(
      `/form/all?Name=${encodeURIComponent('"><script>')}&Size=M&source=mail&Days=Mon,Wed&Colour=green`,
    );
    expect(text).toContain('value="&#34;&#62;&#60;script&#62;"');
    expect(text).toContain('<option value="M" selected>');
    expect(text).toContain('name="source" value="mail"');
    expect(text.match(/value="(Mon|Tue|Wed)"[^>]* checked/g)).toHaveLength(2);
    expect(text).not.toContain("green");
  });

  it("becomes an item with values of the right types", async () => {
    const before = await count();
    const { status, text } = await send("/form/all", {
      Name: " Ann ",
      Story: "one\r\ntwo",
      "E-mail": "ann@example.com",
      Age: "41.5",
      Secret: " x ",
      Birthday: "2001-02-28",
      Size: "L",
      Extras: ["C", "A"],
      Colour: "blue",
      Days: "Mon",
      source: "mail",
      unknown: "x",
      __proto__x: "y",
    });
    expect([status, text]).toEqual([200, expect.stringContaining("Your response has been recorded.")]);
    expect(await count()).toBe(before + 1);
    const execution = await newest();
    const { json } = await itemOf(execution.id);
    const { submittedAt, ...rest } = json;
    expect(rest).toEqual({
      ...{
        Name: "Ann",
        Story: "one\ntwo",
        "E-mail": "ann@example.com",
        Age: 41.5,
        Secret: " x ",
        Birthday: "2001-02-28",
      },
      ...{ Size: "L", Extras: ["A", "C"], Colour: "blue", Days: ["Mon"], source: "mail", formMode: "production" },
    });
    expect(Math.abs(Date.parse(submittedAt as string) - Date.now())).toBeLessThan(20_000);
  });

  it("gives null, empty texts and empty lists for what was left out", async () => {
    await send("/form/all", { Name: "Ann" });
    const { json } = await itemOf((await newest()).id);
    expect(json).toMatchObject({ Story: "", Age: null, Birthday: null, Size: "", Extras: [], Days: [], Colour: "" });
  });

  it.each<[string, { [name: string]: string | string[] }, string]>([
    ["a missing value", { Name: "  " }, "Please fill in this field"],
    ["an e-mail", { Name: "A", "E-mail": "ann@" }, "Please enter an e-mail address"],
    ["a number", { Name: "A", Age: "0x10" }, "Please enter a number"],
    ["a date", { Name: "A", Birthday: "2001-02-30" }, "Please enter a date"],
    ["an option", { Name: "A", Size: "XXL" }, "Please choose one of the options"],
    ["one option too many", { Name: "A", Colour: ["red", "blue"] }, "Please choose one option only"],
    ["too many choices", { Name: "A", Days: ["Mon", "Tue", "Wed"] }, "Please choose 1 to 2"],
  ])("says at the field what is wrong with %s, keeps the rest, and starts nothing", async (_, body, problem) => {
    const before = await count();
    const { status, text } = await send("/form/all", { Story: "kept & safe", Secret: "s3cret", ...body });
    expect(status).toBe(422);
    expect(text).toContain('role="alert"');
    expect(text).toContain(problem);
    expect(text).toContain('aria-describedby="f');
    expect(text).toContain("kept &#38; safe");
    expect(text).not.toContain("s3cret");
    expect(await count()).toBe(before);
  });

  it("starts one execution however often the same page is sent", async () => {
    const page = await get("/form/all");
    const before = await count();
    const body = { ...marks(page.text), Name: "Twice" };
    const answers = await Promise.all([send("/form/all", body), send("/form/all", body)]);
    answers.push(await send("/form/all", body));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await count()).toBe(before + 1);
    await send("/form/all", { ...marks((await get("/form/all")).text), Name: "Twice" });
    expect(await count()).toBe(before + 2);
  });

  it("does not take what no form sends", async () => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    expect((await fetch(`${server.url}/form/all`, init)).status).toBe(415);
    expect((await fetch(`${server.url}/form/all`, { method: "DELETE" })).status).toBe(405);
    expect((await send("/form/all", { Name: "x".repeat(1_100_000) })).status).toBe(413);
    expect((await get("/form/nothing")).status).toBe(404);
    expect((await get("/form-test/all")).text).toContain("while the editor waits");
  });

  it("takes no half of a form, and leaves nothing of it behind", async () => {
    const before = await count();
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const part = (name: string, more = "") => `--x\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
    const half = `${part("Name")}Ann\r\n${part("CV", '; filename="cv.pdf"')}%PDF-half`;
    for (const body of [half, part("Name"), "nonsense", ""]) {
      const { status } = await fetch(`${server.url}/form/files`, { method: "POST", headers, body });
      expect(status).toBe(400);
    }
    const many = Array.from({ length: 6_000 }, (_, index) => `f${index}=`).join("&");
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const { status } = await fetch(`${server.url}/form/all`, { method: "POST", headers: form, body: many });
    expect(status).toBe(413);
    expect(await count()).toBe(before);
    expect(readdirSync(join(server.data, "files", "incoming"))).toEqual([]);
  });

  it("opens another page without a redirect that a browser would refuse, and only where it is asked to be framed", async () => {
    const { status, text, headers } = await send("/form/away", {});
    expect(status).toBe(200);
    expect(text).toContain('content="0;url=https://example.com/?a=1&#38;b=2"');
    expect(headers.get("content-security-policy")).toContain("frame-ancestors *");
    expect((await get("/form/away", { "user-agent": "Googlebot/2.1" })).status).toBe(403);
  });

  it("asks for a password where it is told to, before anything is shown or read", async () => {
    const values = { user: "ann", password: "s3cret" };
    const input = { name: "Door", type: "http.basic", values };
    const { id } = await server.mutate<{ id: string }>("credentials.create", input);
    const form = { ...trigger("locked", []), credentials: { auth: id } };
    await server.publish(draw("Locked", { form }));
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    const before = await count();
    const { status, headers, text } = await get("/form/locked");
    expect([status, headers.get("www-authenticate")]).toEqual([401, expect.stringMatching(/^Basic/)]);
    expect(text).not.toContain("<form");
    expect((await get("/form/locked", basic("ann:wrong"))).status).not.toBe(200);
    expect((await send("/form/locked", {})).status).toBe(401);
    expect(await count()).toBe(before);
    expect((await get("/form/locked", basic("ann:s3cret"))).text).toContain("<form");
    const open = draw("Open", { form: trigger("open", [], { locked: true }) });
    await expect(server.publish(open)).rejects.toThrow(/no credential is chosen/);
  });

  it("is answered by a Respond to Webhook node", async () => {
    const { status, text, headers } = await send("/form/answers", { Name: "Ann" });
    expect([status, text]).toEqual([200, "Dear Ann"]);
    expect(headers.get("content-security-policy")).toContain("sandbox");
  });

  it("tells of a failure without its reason", async () => {
    const { status, location } = await send("/form/fails", {});
    expect([status, location]).toEqual([303, expect.stringMatching(/^\/form-waiting\/\d+\/[\w-]{32}$/)]);
    const { text } = await get(location);
    expect(text).toContain("Something went wrong");
    expect(text).not.toContain("stock");
  });
});

describe("the language of a form", () => {
  const chinese = { "accept-language": "zh-CN,zh;q=0.9,en;q=0.8" };

  it("is that of the visitor, and English where nobody asks for another", async () => {
    const { text, headers } = await get("/form/all", chinese);
    expect(headers.get("vary")).toBe("Accept-Language, Cookie");
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain('data-sending="正在发送……">提交</button>');
    expect(text).toContain('<option value="">请选择……</option>');
    expect(text).toContain('<span class="note">（选 1 到 2 项）</span>');
    expect(text).toContain("<h1>Form all</h1>");
    for (const headers of [undefined, { "accept-language": "de" }, { ...chinese, cookie: "islewire-locale=en" }]) {
      const english = (await get("/form/all", headers)).text;
      expect(english).toContain('<html lang="en">');
      expect(english).toContain('data-sending="Sending …">Submit</button>');
    }
    const chosen = await get("/form/all", { "accept-language": "en", cookie: "a=b; islewire-locale=zh-CN" });
    expect(chosen.text).toContain('<html lang="zh-CN">');
  });

  it.each<[string, { [name: string]: string | string[] }, string]>([
    ["a missing value", {}, "</a>：请填写此项</li>"],
    ["a text too long", { Name: "A", Story: "x".repeat(500_001) }, "最多 500,000 个字符"],
    ["too many choices", { Name: "A", Days: ["Mon", "Tue", "Wed"] }, "请选择 1 到 2 项"],
  ])("is that of what is said about %s", async (_, body, problem) => {
    const { status, text } = await send("/form/all", body, chinese);
    expect([status, text]).toEqual([422, expect.stringContaining(problem)]);
    expect(text).toContain("<title>请检查：Form all</title>");
    expect(text).not.toContain("Please");
  });

  it("is that of what is said about files and of what cannot be read", async () => {
    expect((await get("/form/files", chinese)).text).toContain('<span class="note">.pdf，不超过 1 KB</span>');
    const form = new FormData();
    form.append("CV", new File(["x".repeat(3_000)], "cv.pdf"));
    expect((await send("/form/files", form, chinese)).text).toContain("“cv.pdf”超过了 1 KB");
    const large = await send("/form/all", { Name: "x".repeat(1_100_000) }, chinese);
    expect([large.status, large.text]).toEqual([413, expect.stringContaining("请返回上一页，修改后重新发送。")]);
    expect((await get("/form/nothing", chinese)).text).toContain("<h1>这里没有表单</h1>");
  });

  it("is that of the end, but not of what the workflow says in words of its own", async () => {
    const own = { button: "Send it", respond: { is: "accepted", title: "Thanks a lot", text: "Bye" } };
    await server.publish(draw("Own words", { form: trigger("own", [], own) }));
    expect((await get("/form/own", chinese)).text).toContain(">Send it</button>");
    const said = await send("/form/own", {}, chinese);
    expect(said.text).toContain("<h1>Thanks a lot</h1>");
    expect(said.text).toContain("Bye");
    const standard = await send("/form/all", { Name: "Ann" }, chinese);
    expect(standard.text).toContain("<h1>谢谢</h1>");
    expect(standard.text).toContain("我们已收到你提交的内容。");
  });
});

describe("files of a form", () => {
  const body = (...parts: [string, string, string, string?][]) => {
    const form = new FormData();
    for (const [name, filename, contents, type] of parts) form.append(name, new File([contents], filename, { type }));
    return form;
  };

  it("are files of the item, under the names of their fields", async () => {
    const sent = body(
      ["CV", "cv.pdf", "%PDF", "application/pdf"],
      ["More papers", "a.txt", "aa"],
      ["More papers", "b.txt", "b"],
    );
    expect((await send("/form/files", sent)).status).toBe(200);
    const { id } = await newest();
    const { json, binary } = await itemOf(id);
    expect(binary).toMatchObject({
      CV: { name: "cv.pdf", size: 4, mimeType: "application/pdf" },
      More_papers_0: { name: "a.txt", size: 2 },
      More_papers_1: { name: "b.txt" },
    });
    expect(json.CV).toEqual({ filename: "cv.pdf", mimetype: "application/pdf", size: 4 });
    expect(json["More papers"]).toHaveLength(2);
    const file = await server.request(`/api/files/${binary?.CV?.id}?name=cv.pdf`);
    expect(await file.text()).toBe("%PDF");
  });

  it.each<[string, FormData, string]>([
    ["none where one must be", body(["More papers", "a.txt", "a"]), "Please choose a file"],
    ["one of another type", body(["CV", "cv.exe", "MZ"]), "is not of an accepted type: .pdf"],
    ["one that is too large", body(["CV", "cv.pdf", "x".repeat(3_000)]), "is larger than 1 KB"],
    ["two where one may be", body(["CV", "a.pdf", "a"], ["CV", "b.pdf", "b"]), "Please choose one file only"],
  ])("are refused when there is %s", async (_, sent, problem) => {
    const before = await count();
    const { status, text } = await send("/form/files", sent);
    expect([status, text]).toEqual([422, expect.stringContaining(problem)]);
    expect(await count()).toBe(before);
  });

  it("T085 T090 need not be chosen again when something else was wrong, and nobody can name those of others", async () => {
    const cv = new File(["%PDF"], "cv.pdf");
    const sent = body(["More papers", "a.exe", "a"]);
    await server.publish(
      draw("Kept", {
        form: trigger("kept", [field("Name", "text", {}, true), field("CV", "file", { multiple: false }, true)]),
      }),
    );
    sent.append("CV", cv);
    const refused = await send("/form/kept", sent);
    expect(refused.text).toContain("cv.pdf: sent already");
    const { "islewire-kept": kept = "" } = marks(refused.text);
    const again = await send("/form/kept", { Name: "Ann", "islewire-kept": kept });
    expect(again.status).toBe(200);
    expect((await itemOf((await newest()).id)).binary).toMatchObject({ CV: { name: "cv.pdf", size: 4 } });
    const [text = "", signature = ""] = kept.split(".");
    const other = Buffer.from(text, "base64url").toString().replace("cv.pdf", "dv.pdf");
    for (const forged of [`${Buffer.from(other).toString("base64url")}.${signature}`, `${text}.`, "x", "."]) {
      const { status } = await send("/form/kept", { Name: "Ann", "islewire-kept": forged });
      expect(status).toBe(422);
    }
    expect((await send("/form/files", { "islewire-kept": kept })).status).toBe(422);
  });

  it("are dropped where no field asks for them", async () => {
    await send("/form/files", body(["CV", "cv.pdf", "%PDF"], ["__proto__", "x", "x"], ["other", "y", "y"]));
    expect(Object.keys((await itemOf((await newest()).id)).binary ?? {})).toEqual(["CV"]);
  });
});

describe("pages that follow", () => {
  it("T149 are shown one after the other, each answered once, to the last", async () => {
    const { status, location } = await send("/form/pages", { Name: "Ann" });
    expect(status).toBe(303);
    const second = await get(location);
    expect(second.text).toContain("<h1>Hello Ann</h1>");
    const wrong = await send(location, { ...marks(second.text), Age: "old" });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining("Please enter a number")]);
    const sent = await send(location, { ...marks(second.text), Age: "41" });
    expect([sent.status, sent.location]).toEqual([303, location]);
    const last = await get(location);
    expect(last.text).toContain("<h1>Bye {{ 1 }}</h1>");
    expect(last.text).toContain("Age <b>41</b>");
    const again = await send(location, { ...marks(second.text), Age: "99" });
    expect([again.status, again.location]).toEqual([303, location]);
    const { id, steps } = await newest();
    expect(steps.map(({ nodeId, status }) => [nodeId, status])).toEqual(
      ["form", "next", "set", "last"].map((node) => [node, "succeeded"]),
    );
    expect((await itemOf(id, 1)).json).toMatchObject({ Age: 41, formMode: "production" });
    expect((await itemOf(id, 2)).json).toMatchObject({ sum: "Ann41" });
    expect(JSON.parse((await get(`${location}?state`)).text)).toEqual({ state: "ending" });
  });

  it("T149 cannot be guessed, and are not opened by the address for calls", async () => {
    const { location } = await send("/form/pages", { Name: "Ann" });
    await until(async () => (await get(`${location}?state`)).text.includes("page"));
    const id = location.split("/")[2];
    expect((await get(`/form-waiting/${id}/${"A".repeat(32)}`)).status).toBe(404);
    expect((await get(location.replace("/form-waiting/", "/webhook-waiting/"))).status).toBe(404);
    expect((await send(location, { "islewire-page": "0", Age: "1" })).status).toBe(303);
    expect((await server.execution(Number(id))).status).toBe("waiting");
    await server.mutate("executions.cancel", { id: Number(id) });
    expect((await get(location)).text).toContain("This form was stopped");
  });

  it("end with HTML without scripts, with a file, or elsewhere", async () => {
    const end = (path: string, page: object) => {
      const fields = [field("CV", "file", { multiple: false })];
      return draw(path, { form: trigger(path, fields), last: { type: "form", params: { page } } }, "form -> last");
    };
    await server.publish(
      end("html", { is: "html", html: "<h1>Done</h1><script>1</script><img src=x onerror=alert(2)>" }),
    );
    await server.publish(end("file", { is: "file", field: "CV", text: "Yours" }));
    await server.publish(end("elsewhere", { is: "redirect", url: "https://example.com/a" }));
    const last = async (path: string) => {
      const sent = new FormData();
      sent.append("CV", new File(["<script>"], "cv.html", { type: "text/html" }));
      const { location } = await send(`/form/${path}`, sent);
      return { location, ...(await get(location)) };
    };
    const html = await last("html");
    expect(html.text).toContain('<div class="own"><h1>Done</h1><img></div>');
    const file = await last("file");
    expect(file.text).toContain("Download cv.html");
    const download = await get(`${file.location}?file`);
    expect(download.text).toBe("<script>");
    expect(download.headers.get("content-disposition")).toContain('attachment; filename="cv.html"');
    expect(download.headers.get("content-security-policy")).toContain("sandbox");
    expect((await get(`${html.location}?file`)).status).toBe(404);
    expect((await last("elsewhere")).text).toContain('content="0;url=https://example.com/a"');
  });

  it("are found at an address that the workflow may send to anybody: Wait for a form", async () => {
    const wanted = {
      is: "form",
      title: "=May {{ $json.body.who }} go?",
      content: { is: "list", fields: [field("Why", "text", {}, true)] },
    };
    const values = { is: "fields", fields: [{ name: "url", value: "={{ $execution.resumeFormUrl }}" }] };
    await server.publish(
      draw(
        "Approve",
        {
          hook: { type: "webhook", params: { path: "approve", methods: ["POST"] } },
          note: { type: "editFields", params: { values } },
          wait: { type: "wait", params: { until: wanted } },
        },
        "hook -> note",
        "note -> wait",
      ),
    );
    const { json } = await server.post("approve", { who: "Ann" });
    const id = (json as { executionId: number }).executionId;
    await until(async () => (await server.execution(id)).status === "waiting");
    const { url } = (await itemOf(id, 1)).json as { url: string };
    expect(url.startsWith(`${server.url}/form-waiting/${id}/`)).toBe(true);
    const { pathname } = new URL(url);
    expect((await get(pathname)).text).toContain("<h1>May Ann go?</h1>");
    expect((await send(pathname, { Why: "" })).status).toBe(422);
    expect((await send(pathname, { Why: "Holiday" })).text).toContain("Your response has been recorded.");
    await server.finished(id);
    expect((await itemOf(id, 2)).json).toMatchObject({ Why: "Holiday", formMode: "production" });
    expect((await send(pathname, { Why: "Again" })).status).toBe(303);
    expect((await get(pathname)).text).toContain("Nothing more is needed here.");
  });

  it("wait through a restart of the server", async () => {
    const folder = temporaryFolder();
    const first = await startServer({ dataFolder: folder.path });
    await first.signUp();
    await first.publish(
      draw(
        "Wait",
        { form: trigger("wait", []), next: page([field("Age", "number")], { title: "Second" }) },
        "form -> next",
      ),
    );
    const answer = await fetch(`${first.url}/form/wait`, {
      method: "POST",
      body: new URLSearchParams(),
      redirect: "manual",
    });
    const path = answer.headers.get("location") ?? "";
    await until(async () => (await (await fetch(first.url + path)).text()).includes("Second"));
    await first.stop();
    const second = await startServer({ dataFolder: folder.path });
    await second.signIn();
    expect(await (await fetch(second.url + path)).text()).toContain("Second");
    const sent = await fetch(second.url + path, { method: "POST", body: new URLSearchParams({ Age: "7" }) });
    expect(await sent.text()).toContain("Thank you");
    const { steps } = await second.finished(Number(path.split("/")[2]));
    expect(steps.at(-1)).toMatchObject({ nodeId: "next", status: "succeeded" });
    await second.stop();
    folder.remove();
  });
});
