import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { unpack } from "@/server/db/packed-json";
import { openBeside } from "./chaos/database.testing";
import { draw, type TestServer } from "./server.testing";

/** What must hold after every attack on a server, whatever the attack was. */
export type Oracles = {
  /** Nobody may connect here: it is in no allowance. */
  trap: { host: string; port: number; url: string };
  /** A bearer token that no workflow of the test uses. */
  credentialId: string;
  /** Looks through what came out by another way than `fetch`. */
  saw(text: string): void;
};

const healthyMs = 200;
const bearer = "canary-f81b2c-of-all-attacks";

/** What a workflow sees of the language it runs in. Nothing that another one did may have changed it. */
const looks = [
  "({}).polluted === undefined && ({}).isAdmin === undefined",
  "[1, 2].map((n) => n * 2).join() + [3].concat([4]).length",
  "JSON.stringify({ a: [1] }) + JSON.parse('[2]')",
  "typeof left",
  "[...'ab'].length + [...new Map([[1, 2]])].length",
  "(() => { try { null.x } catch (e) { return e.name } })()",
];
/** Those that expressions do not take, which may not name such things. */
const codeLooks = [
  "typeof globalThis.left",
  "[Object, Array, Function, String, Map, Promise].map((one) => Reflect.ownKeys(one.prototype).length).join()",
];

/**
 * Checks after each test of the file, and everything that is stored after the last. To be called after the hook that
 * starts the server. What all calls of `fetch` are answered is looked through on the way.
 */
export function watchOracles(serverOf: () => TestServer): Oracles {
  const oracles: Oracles = { trap: { host: "127.0.0.1", port: 0, url: "" }, credentialId: "", saw };
  const plainFetch = globalThis.fetch;
  const leaks: string[] = [];
  let connections = 0;
  let looked = "";
  let linesSeen = 0;
  let secrets: { [name: string]: string } = {};
  const trap = createServer((socket) => {
    connections++;
    socket.destroy();
  });

  function saw(text: string, where = "an answer") {
    for (const [name, secret] of Object.entries(secrets)) if (text.includes(secret)) leaks.push(`${name} in ${where}`);
  }

  const look = async () => {
    const answer = await plainFetch(`${serverOf().url}/webhook/oracle-look`, { method: "POST", body: "{}" });
    return `${answer.status} ${await answer.text()}`;
  };

  beforeAll(async () => {
    const server = serverOf();
    await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
    const { port } = trap.address() as AddressInfo;
    Object.assign(oracles.trap, { port, url: `http://127.0.0.1:${port}/` });
    const credential = { name: "Of no workflow", type: "http.bearer", values: { token: bearer } };
    oracles.credentialId = (await server.mutate<{ id: string }>("credentials.create", credential)).id;
    secrets = {
      "the canary of a credential": bearer,
      "the file of users": readFileSync("/etc/passwd", "utf8").split("\n")[0] ?? "",
      "the root key": readFileSync(join(server.data, "secret.key"), "utf8").trim(),
    };
    await server.publish(lookAround());
    looked = await look();
    expect(looked).toMatch(/^200 .*"TypeError","undefined"/s);
    globalThis.fetch = async (...request) => {
      const answer = await plainFetch(...request);
      saw(JSON.stringify([...answer.headers]), "headers");
      // Some answers have no end; what came of them has been looked at all the same, by who reads them.
      void answer
        .clone()
        .text()
        .then(saw, () => {});
      return answer;
    };
  });

  afterEach(async () => {
    const server = serverOf();
    expect(await look(), "the next workflow").toBe(looked);
    expect(await healthMs(server), "milliseconds to /healthz").toBeLessThan(healthyMs);
    await expect.poll(() => strangeProcesses(server.child.pid ?? 0), { message: "processes" }).toEqual([]);
    expect(connections, "connections that nobody may open").toBe(0);
    saw(server.lines.slice(linesSeen).join("\n"), "the log");
    linesSeen = server.lines.length;
    expect(leaks).toEqual([]);
  });

  afterAll(() => {
    globalThis.fetch = plainFetch;
    trap.close();
    const database = openBeside(serverOf().data);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    for (const table of tables)
      for (const row of database.prepare<[], object>(`SELECT * FROM "${table}"`).iterate())
        saw(Object.values(row).map(readable).join("\n"), `the table ${table}`);
    database.close();
    expect(leaks).toEqual([]);
  });
  return oracles;

  /** The best of some tries: the machine may be busy with other tests. */
  async function healthMs(server: TestServer): Promise<number> {
    let best = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 10 && best >= healthyMs; tries++) {
      const begun = performance.now();
      const answer = await plainFetch(`${server.url}/healthz`);
      await answer.arrayBuffer();
      if (answer.status === 200) best = Math.min(best, performance.now() - begun);
    }
    return best;
  }
}

function lookAround() {
  const set = (fields: [name: string, source: string][]) => ({
    type: "editFields",
    params: {
      values: { is: "fields", fields: fields.map(([name, source]) => ({ name, value: `={{ ${source} }}` })) },
      keepOthers: false,
    },
  });
  const respond = { is: "finished", status: 200, answer: "all" };
  const source = `return [{ json: { set: $json, seen: [${[...looks, ...codeLooks].join(", ")}] } }]`;
  return draw(
    "Looks around",
    {
      hook: { type: "webhook", params: { path: "oracle-look", methods: ["POST"], respond } },
      set: set(looks.map((source, index) => [`n${index}`, source])),
      code: { type: "code", params: { mode: "all", source } },
    },
    "hook -> set",
    "set -> code",
  );
}

/** Of the tree of the server, what is no worker and no executor. */
function strangeProcesses(root: number): string[] {
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
      commands.set(Number(entry), readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " "));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  // One that has ended and was not yet waited for has no command any more.
  return [...commands]
    .filter(([pid, command]) => isBelow(pid) && command !== "" && !ownCommand.test(command))
    .map(([, command]) => command);
}

const ownCommand = /\/(worker|executor)(\/main)?\.js\b/;

function readable(cell: unknown): string {
  if (!Buffer.isBuffer(cell)) return String(cell);
  try {
    return String(unpack(cell));
  } catch {
    return cell.toString("latin1");
  }
}
