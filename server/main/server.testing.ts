import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import { temporaryFolder } from "@/server/db/testing";
import type { ExecutionDetail, ExecutionSummary } from "@/shared/api";
import { isFinal } from "@/shared/execution";
import type { Json } from "@/shared/item";
import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { childrenOf } from "./child-processes.testing";

/** The real server as a process of its own, for what enters by its doors: specifications, and the storms of `chaos`. */
export type TestServer = Awaited<ReturnType<typeof startServerAt>>;

const owner = { email: "olive@example.com", password: "correct horse battery" };

/**
 * `under`: a command that starts the server, with its arguments. `port`: the one to listen on, and to be asked at, whatever
 * address people use.
 */
/** What the first visitor of a test server must know. */
export const setupCode = "known-to-tests";

export type ServerOptions = { dataFolder?: string; env?: { [name: string]: string }; under?: string[]; port?: number };

/** `entry`: the bundle of main. */
export async function startServerAt(entry: string, { dataFolder, env = {}, under = [], port }: ServerOptions = {}) {
  const folder = dataFolder ? undefined : temporaryFolder();
  const data = dataFolder ?? folder?.path ?? "";
  const lines: string[] = [];
  const [command = "", ...args] = [...under, process.execPath, "--disable-proto=delete", entry];
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      PORT: String(port ?? 0),
      ISLEWIRE_DATA: data,
      ISLEWIRE_LOG_LEVEL: "warn",
      ISLEWIRE_WORKERS: "1",
      ISLEWIRE_SETUP_CODE: setupCode,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = (chunk: Buffer) => void lines.push(...chunk.toString().split("\n").filter(Boolean));
  child.stderr.on("data", log);
  const announced = await firstAddress(child, lines);
  const url = port === undefined ? announced : `${env.ISLEWIRE_TLS_CERT ? "https" : "http"}://127.0.0.1:${port}`;
  let cookie = "";

  const request = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { redirect: "manual", ...init, headers: { cookie, origin: url, ...init.headers } });

  const enter = async (path: string, body: object) => {
    const headers = { "content-type": "application/json", "x-setup-code": setupCode };
    const answer = await request(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} failed: ${await answer.text()}`);
    cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
  };

  const call = async <T>(path: string, input: unknown, method: "query" | "mutation"): Promise<T> => {
    const text = JSON.stringify(input);
    const answer =
      method === "query"
        ? await request(`/api/trpc/${path}${input === undefined ? "" : `?input=${encodeURIComponent(text)}`}`)
        : await request(`/api/trpc/${path}`, {
            method: "POST",
            body: text,
            headers: { "content-type": "application/json", "x-islewire": "1" },
          });
    const body = (await answer.json()) as { result?: { data: T }; error?: { message: string } };
    if (body.error) throw new Error(body.error.message);
    return body.result?.data as T;
  };

  const server = {
    ...{ url, data, child, lines, request },
    query: <T>(path: string, input?: unknown) => call<T>(path, input, "query"),
    mutate: <T>(path: string, input: unknown) => call<T>(path, input, "mutation"),

    cookie: () => cookie,
    /** Creates the owner, whose session all further requests carry. */
    signUp: () => enter("/api/auth/sign-up/email", { name: "Olive", ...owner }),
    signIn: (password = owner.password) => enter("/api/auth/sign-in/email", { ...owner, password }),

    async publish(document: WorkflowDocument): Promise<string> {
      const { id } = await server.mutate<{ id: string }>("workflows.create", { document });
      await server.mutate("workflows.publish", { id, revision: 1 });
      return id;
    },

    /** A JSON call to a webhook. */
    async post(path: string, body: unknown, init: RequestInit = {}) {
      const answer = await fetch(`${url}/webhook/${path}`, {
        method: "POST",
        ...init,
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: { "content-type": "application/json", ...init.headers },
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, json: toJson(text) };
    },

    executions: async () =>
      (await server.query<{ executions: ExecutionSummary[] }>("executions.list", { limit: 200 })).executions,
    execution: (id: number) => server.query<ExecutionDetail>("executions.get", { id }),

    /** Waits until the execution is over; gives it with its steps. */
    async finished(id: number): Promise<ExecutionDetail> {
      return until(async () => {
        const found = await server.execution(id);
        return isFinal(found.status) ? found : undefined;
      });
    },

    /** Process ids by role: `worker`, `executor`. */
    children: () => childrenOf(child.pid ?? 0),

    async stop(signal: NodeJS.Signals = "SIGTERM") {
      await end(child, signal);
      folder?.remove();
    },
  };
  return server;
}

/** Nobody listens there now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Asks again and again, for at most a minute. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 1_200; tries++) {
    const found = await ask();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It did not happen within a minute");
}

export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill(signal);
  });
}

function firstAddress(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /running at (\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`The server ended with code ${code}: ${lines.join("\n")}`)));
  });
}

function toJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

type Sketch = Omit<Partial<WorkflowNode>, "params"> & { type: string; params?: object };

/** A document from nodes by id and wires such as `"hook -> set"` or `"check.true -> set.main"`. */
export function draw(name: string, nodes: { [id: string]: Sketch }, ...wires: string[]): WorkflowDocument {
  return {
    formatVersion: 1,
    name,
    nodes: Object.entries(nodes).map(
      ([id, { type, params = {}, ...rest }], index): WorkflowNode => ({
        ...{ id, name: id, version: 1, position: { x: index * 240, y: index * 10 } },
        ...{ type: `core.${type}`, params: params as WorkflowNode["params"] },
        ...rest,
      }),
    ),
    edges: wires.map(toEdge),
    notes: [],
    settings: {},
  };
}

function toEdge(wire: string): Edge {
  const [from = "", to = ""] = wire.split(" -> ");
  const end = (text: string) => {
    const [node = "", port = "main"] = text.split(".");
    return { node, port };
  };
  return { from: end(from), to: end(to) };
}
