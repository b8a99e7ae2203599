import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { draw, startServer, type TestServer } from "./testing";

/** A service in a private network; it counts who came. */
const calls: string[] = [];
const service = createServer((req, res) => {
  calls.push(req.url ?? "");
  if (req.url === "/away") res.writeHead(302, { location: `http://127.0.0.1:${other()}/there` }).end();
  else res.end("here");
});
const another = createServer((req, res) => res.end(`there ${req.url}`));
const port = () => (service.address() as AddressInfo).port;
const other = () => (another.address() as AddressInfo).port;

let server: TestServer;
let projects: { [name: string]: string };
beforeAll(async () => {
  await Promise.all([service, another].map((one) => new Promise<void>((done) => one.listen(0, "127.0.0.1", done))));
  server = await startServer();
  await server.signUp();
  const [shop, crm] = await Promise.all(["Shop", "CRM"].map((name) => publishIn(name)));
  projects = { shop: shop ?? "", crm: crm ?? "" };
});
afterAll(async () => {
  await server.stop();
  service.close();
  another.close();
});
beforeEach(() => void calls.splice(0));

/** A project with a workflow that fetches what its caller names. */
async function publishIn(name: string): Promise<string> {
  const { id: projectId } = await server.mutate<{ id: string }>("projects.create", { name });
  const id = await server.publish(
    draw(
      name,
      {
        hook: { type: "webhook", params: { path: name.toLowerCase(), respond: { is: "finished" } } },
        get: { type: "httpRequest", params: { url: "={{ $json.body.url }}" } },
      },
      "hook -> get",
    ),
  );
  await server.mutate("projects.move", { kind: "workflow", id, projectId });
  return projectId;
}

const setEgress = (project: string, allow: string[], only: string[] = []) =>
  server.mutate("projects.setEgress", { id: projects[project], allow, only });

async function reaches(project: string, url: string): Promise<string> {
  const { status } = await server.post(project, { url });
  if (status === 200) return "reached";
  const [latest] = await server.executions();
  return latest?.error?.code ?? `status ${status}`;
}

const here = () => `http://127.0.0.1:${port()}`;

it("T071 reaches what administrators allow to its project, and no other project does", async () => {
  expect(await reaches("shop", here())).toBe("EGRESS_BLOCKED");
  await setEgress("shop", [`127.0.0.1:${port()}`]);
  expect(await reaches("shop", here())).toBe("reached");
  expect(await reaches("crm", here())).toBe("EGRESS_BLOCKED");
  expect(await reaches("shop", `http://127.0.0.1:${other()}`)).toBe("EGRESS_BLOCKED");
  expect(await reaches("shop", `${here()}/away`)).toBe("EGRESS_BLOCKED");
  expect(calls).toEqual(["/", "/away"]);
  await setEgress("shop", []);
  // Nor by the connection that is still open.
  expect(await reaches("shop", here())).toBe("EGRESS_BLOCKED");
});

it("is kept to the hosts that its project names, at each redirect", async () => {
  await setEgress("crm", ["127.0.0.0/8"], ["127.0.0.1"]);
  expect(await reaches("crm", here())).toBe("reached");
  await setEgress("crm", ["127.0.0.0/8"], [`127.0.0.1:${port()}`]);
  expect(await reaches("crm", `${here()}/away`)).toBe("EGRESS_BLOCKED");
  await setEgress("crm", ["127.0.0.0/8"], ["*.example.com"]);
  expect(await reaches("crm", here())).toBe("EGRESS_BLOCKED");
  expect((await server.executions())[0]?.error?.message).toContain("not among the hosts");
  await setEgress("crm", []);
});

it("T071 is told what is wrong with an entry, and who is no administrator cannot set one", async () => {
  for (const wrong of ["*", "http://nas.lan", "10.0.0.0/33", "127.1"]) {
    await expect(setEgress("shop", [wrong]), wrong).rejects.toThrow(/no host, address or network/);
  }
  await expect(setEgress("shop", [], ["ftp://x"])).rejects.toThrow(/no host/);
});
