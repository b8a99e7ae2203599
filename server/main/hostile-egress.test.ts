import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, freePort, startServer, type TestServer } from "./testing";

/**
 * Section C of the catalogue of attacks, by its numbers: addresses that workflows may not reach, by the HTTP Request node
 * and by a node with a connection of its own. The classifier by itself is tried in `server/http/addresses.test.ts`, each
 * node and helper with a way out in `server/worker/ways-out.test.ts`.
 */
let server: TestServer;
let http: TestHttp;
const elsewhere = "http://127.0.0.1:9/";

beforeAll(async () => {
  http = await openTestHttp((call, response) => {
    const to = new URL(call.url, "http://x").searchParams.get("to");
    if (to === null) return void response.end(JSON.stringify({ method: call.method, headers: call.headers }));
    const status = Number(/^\/(\d+)/.exec(call.url)?.[1] ?? 302);
    if (status === 200) {
      response.setHeader("content-type", "text/html");
      return void response.end(`<meta http-equiv="refresh" content="0;url=${to}">`);
    }
    response.writeHead(status, { location: to });
    response.end();
  });
  server = await startServer({
    env: {
      ISLEWIRE_EGRESS_ALLOW: `127.0.0.1:${http.port}`,
      // Nothing of these may lead a workflow's request elsewhere.
      HTTP_PROXY: http.url,
      http_proxy: http.url,
      ALL_PROXY: http.url,
      NODE_USE_ENV_PROXY: "1",
    },
  });
  await server.signUp();
  const hook = (path: string) => ({
    type: "webhook",
    params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "all" } },
  });
  const json = (name: string) => `={{ $json.body.${name} }}`;
  await server.publish(
    draw(
      "Calls",
      {
        hook: hook("call"),
        call: {
          type: "httpRequest",
          params: {
            ...{ method: "={{ $json.body.method ?? 'GET' }}", url: json("url"), timeoutSeconds: 5 },
            headers: "={{ $json.body.headers ?? [] }}",
            // What other clients would take for a way elsewhere.
            ...{ proxy: elsewhere, agent: elsewhere, socketPath: "/var/run/docker.sock", uri: elsewhere },
          },
          onError: "continue",
        },
      },
      "hook -> call",
    ),
  );
  await server.publish(
    draw(
      "Connects",
      {
        hook: hook("connect"),
        check: {
          type: "check",
          params: { what: { is: "tcp", host: json("host"), port: json("port") }, seconds: 5, into: "check" },
          onError: "continue",
        },
      },
      "hook -> check",
    ),
  );
});
afterAll(async () => {
  await server.stop();
  await http.close();
});
const { trap } = watchOracles(() => server);

const call = async (url: string, more: object = {}) => (await server.post("call", { url, ...more })).text;
const connect = async (host: string, port = trap.port) => (await server.post("connect", { host, port })).text;
const blocked = /is in a private network, which workflows may not reach/;

/** Each host as the address of a request, to the port of the trap. */
async function expectBlocked(hosts: readonly string[]) {
  for (const host of hosts) expect(await call(`http://${host}:${trap.port}/`), host).toMatch(blocked);
}

it("T060 this machine is reached in no spelling of its IPv4 address and name", async () => {
  const spellings = [
    ...["127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0X7F000001", "017700000001"],
    ...["0177.0.0.1", "0x7f.1", "0x7f.0x0.0x0.0x1", "127.0.0.1.", "127.255.255.254", "localhost", "LOCALHOST"],
    ...["①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "%31%32%37.0.0.1", "loc%61lhost"],
  ];
  await expectBlocked(spellings);
  // Not every machine knows its own name with a dot.
  expect(await call(`http://localhost.:${trap.port}/`)).toMatch(/is in a private network|looking up the host name/);
  for (const host of ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0", "0177.0.0.1", "127.0.0.1.", "localhost"])
    expect(await connect(host), host).toMatch(/private network|host name|ENOTFOUND|failed/);
});

it("T061 nor in an IPv6 address, of its own or with an IPv4 address inside", async () => {
  const spellings = [
    ...["::1", "::", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1"],
    // Compatible and translated forms, NAT64, 6to4, Teredo.
    ...["::127.0.0.1", "::7f00:1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::127.0.0.1", "64:ff9b:1::7f00:1"],
    ...["2002:7f00:1::", "2002:a00:1::1", "2001::7f00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe"],
    ...["fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "100::1", "2001:db8::1"],
  ];
  await expectBlocked(spellings.map((address) => `[${address}]`));
  for (const address of [...spellings, "fe80::1%lo", "::1%lo", "::ffff:127.0.0.1%lo"])
    expect(await connect(address), address).toMatch(blocked);
  for (const zoned of ["[fe80::1%25lo]", "[::1%lo]"])
    expect(await call(`http://${zoned}:${trap.port}/`), zoned).toMatch(/is not a URL/);
});

it("T062 nor are metadata services, and private and reserved ranges", async () => {
  await expectBlocked([
    ...["169.254.169.254", "169.254.170.2", "[fd00:ec2::254]", "100.100.100.200", "192.0.0.192", "168.63.129.16"],
    ...["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
    ...["100.64.0.1", "100.127.255.255", "198.18.0.1", "198.19.255.255", "224.0.0.1", "239.255.255.255"],
    ...["240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1"],
  ]);
  expect(await call("http://metadata.google.internal/computeMetadata/v1/")).toMatch(/private network|failed while/);
});

it("T063 redirects lead to no private address and to no other protocol", async () => {
  const to = (target: string, status = 302) => call(`${http.url}/${status}?to=${encodeURIComponent(target)}`);
  for (const status of [301, 302, 303, 307, 308]) expect(await to(trap.url, status)).toMatch(blocked);
  for (const target of [`//127.0.0.1:${trap.port}/`, `http:\\\\127.1:${trap.port}`, `http://[::7f00:1]:${trap.port}`])
    expect(await to(target), target).toMatch(blocked);
  for (const scheme of [
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1/",
    "data:text/plain,x",
    "unix:/x",
  ])
    expect(await to(scheme), scheme).toMatch(/no address of the web/);
  // A page that asks a browser to go elsewhere is an answer.
  expect(await to(trap.url, 200)).toContain("refresh");
});

it("T065 URLs that parsers read in different ways lead nowhere else", async () => {
  const { port } = trap;
  for (const url of [`http://a@127.0.0.1:${port}`, `http://a:b@127.0.0.1:${port}`, `http://ok.example@127.1:${port}/`])
    expect(await call(url), url).toMatch(/holds a user name or password/);
  for (const url of [`http://127.0.0.1:${port}#@ok.example`, `http://127.0.0.1:${port}?@ok.example/`])
    expect(await call(url), url).toMatch(blocked);
  for (const url of [`ht\ttp://127.0.\n0.1:${port}/`, ` http://127.0.0.1:${port}/`, `http:/\\127.0.0.1:${port}`])
    expect(await call(url), url).toMatch(blocked);
  // The host is what comes before the backslash.
  expect(await call(`http://ok.invalid\\@127.0.0.1:${port}`)).toMatch(/looking up the host name/);
  for (const url of [
    "http://127.0.0.1%00.ok.example/",
    "http://ok.exa mple/",
    "http://[::1/",
    "//127.0.0.1",
    "http://",
  ])
    expect(await call(url), url).toMatch(/is not a URL/);
  for (const url of ["http://127.0.0.1:0/", "http://xn--bcher-kva.invalid./", `http://127.0.0.1.:${port}/`])
    expect(await call(url), url).toMatch(/private network|looking up the host name/);
});

it("T065 HTTP is spoken to no port that belongs to another protocol", async () => {
  for (const port of [22, 25, 110, 143, 465, 587, 993, 5432, 6000, 6379, 6667])
    expect(await call(`http://192.0.2.1:${port}/`), String(port)).toMatch(/port \d+ belongs to another protocol/);
  expect(await call(`${http.url}/302?to=${encodeURIComponent("http://ok.invalid:25/")}`)).toMatch(/another protocol/);
});

it("T067 neither proxies of the environment nor parameters of other clients lead a request elsewhere", async () => {
  const before = http.calls.length;
  expect(await call(`${http.url}/direct`)).toContain('"method":"GET"');
  expect(http.calls.slice(before).map(({ url }) => url)).toEqual(["/direct"]);
  expect(await call(`http://ok.invalid:${http.port}/by-proxy`)).toMatch(/looking up the host name/);
  expect(http.calls.length).toBe(before + 1);
});

it("T068 no header, method or path begins another request", async () => {
  const before = http.calls.length;
  for (const header of ["a\r\nHost: evil.example", "a\nX-Split: 1", "a\u0000b", "a\r\n\r\nGET /second HTTP/1.1"])
    expect(await call(http.url, { headers: [{ name: "X-A", value: header }] }), header).toMatch(/not a valid header/);
  for (const name of ["X-A\r\nX-B", "X A", "X-A:", ""]) {
    const answer = await call(http.url, { headers: [{ name, value: "x" }] });
    expect(answer, name).toMatch(name === "" ? /"method":"GET"/ : /not a valid header/);
  }
  for (const method of ["GET / HTTP/1.1\r\nX-B: 1", "G ET", "TRACE", "CONNECT"])
    expect(await call(http.url, { method }), method).toMatch(/Method/);
  await call(`${http.url}/a\r\nX-C: 1/ HTTP/1.1`);
  for (const name of ["Host", "Content-Length", "Transfer-Encoding", "Connection"])
    await call(http.url, { headers: [{ name, value: name === "Content-Length" ? "5" : "chunked" }] });
  for (const { url, headers } of http.calls.slice(before)) {
    expect(url).not.toContain("second");
    expect([headers["x-b"], headers["x-c"], headers["x-split"]]).toEqual([undefined, undefined, undefined]);
  }
});

it("T069 a private port that is open is not told from one that is shut", async () => {
  const shut = await freePort();
  const texts = new Set<string>();
  const times: { [port: number]: number[] } = { [trap.port]: [], [shut]: [] };
  for (let round = 0; round < 15; round++) {
    for (const port of [trap.port, shut]) {
      const begun = performance.now();
      texts.add(await call(`http://127.0.0.1:${port}/`));
      const [found] = JSON.parse(await connect("127.0.0.1", port)) as { check: { problem: string } }[];
      texts.add(found?.check.problem ?? "");
      times[port]?.push(performance.now() - begun);
    }
  }
  expect(texts.size).toBe(2);
  const median = (port: number) => times[port]?.toSorted((a, b) => a - b)[7] ?? 0;
  expect(Math.abs(median(trap.port) - median(shut))).toBeLessThan(25);
});

it("T071 what the operator allowed is one address and port, and no workflow or setting adds to it", async () => {
  expect(await call(http.url)).toContain('"method":"GET"');
  for (const other of [`http://127.0.0.1:${trap.port}/`, `http://127.0.0.2:${http.port}/`])
    expect(await call(other), other).toMatch(blocked);
  const settings = { timezone: "UTC", keepExecutionsDays: 1, keepExecutionsCount: 10 };
  for (const name of ["egressAllow", "ISLEWIRE_EGRESS_ALLOW", "allowedPrivateTargets"])
    await expect(server.mutate("settings.update", { ...settings, [name]: ["127.0.0.1"] })).rejects.toThrow(name);
  await server.mutate("variables.set", { name: "ISLEWIRE_EGRESS_ALLOW", value: "127.0.0.1" });
  expect(await call(trap.url)).toMatch(blocked);
});

describe("T072 a workflow that calls its own server", () => {
  it.each(["/api/trpc/me.get", "/api/v1/workflows", "/webhook/call", "/healthz"])("is refused at %s", async (path) => {
    const headers = [{ name: "Cookie", value: server.cookie() }];
    expect(await call(server.url + path, { headers })).toMatch(blocked);
  });
});
