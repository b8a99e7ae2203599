import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { WorkflowDocument } from "@/shared/workflow";
import { type Client, owner, setupCode, signIn } from "./client";
import { fillIn } from "./fill-in";
import { openScenes, type Scene } from "./scenes";

/**
 * `npm run demo`: Islewire with its seven templates at work, and small services in place of the shop, the CRM and all
 * the others. Nothing leaves this machine. What it keeps is in `./data/demo`.
 */
const dataFolder = resolve("data", "demo");
const port = process.env.PORT ?? "5870";
const url = `http://127.0.0.1:${port}`;

const filesFolder = join(dataFolder, "files");
mkdirSync(filesFolder, { recursive: true });
const server = spawn(process.execPath, ["--disable-proto=delete", resolve("dist", "main.js")], {
  stdio: ["ignore", "ignore", "inherit"],
  env: {
    ...process.env,
    ...{ NODE_ENV: "production", PORT: port, ISLEWIRE_DATA: dataFolder, ISLEWIRE_LOG_LEVEL: "warn" },
    ...{ ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_FILES_FOLDER: filesFolder, ISLEWIRE_SETUP_CODE: setupCode },
  },
});
server.once("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => server.kill(signal));

await untilReady();
const client = await signIn(url);
const scenes = await openScenes(url, filesFolder);
for (const scene of scenes) await setUp(client, scene);
process.stdout.write(`
Islewire runs at ${url}
Sign in as ${owner.email} with the password: ${owner.password}

${scenes.map(({ name, shows }) => `  ${name}\n    ${shows}`).join("\n")}

Ctrl+C stops it. To begin anew, delete ${dataFolder}.
`);
for (const scene of scenes) void keepGoing(scene);

/** Uses the template once; a demo that is started again goes on with the workflows it has. */
async function setUp(api: Client, scene: Scene): Promise<void> {
  const known = await api.query<{ id: string; name: string; isPublished?: boolean }[]>("workflows.list", {});
  if (known.some(({ name }) => name === scene.name)) return;
  const { id, companions } = await api.mutate<{ id: string; companions: string[] }>("templates.use", {
    id: scene.template,
  });
  const credentials: { [node: string]: { [slot: string]: string } } = {};
  for (const [node, { slot, type, values }] of Object.entries(scene.setting.credentials ?? {})) {
    const made = await api.mutate<{ id: string }>("credentials.create", {
      name: `${scene.name}: ${node}`,
      type,
      values,
    });
    credentials[node] = { [slot]: made.id };
  }
  const used = await Promise.all([...companions, id].map((one) => api.query<Used>("workflows.get", { id: one })));
  const documents = used.map(({ id: of, document }) => (of === id && scene.change?.(document)) || document);
  const filled = fillIn(documents, scene.setting, credentials);
  await scene.prepare?.(api);
  // Those it calls are published before it.
  for (const [index, { id: of, revision }] of used.entries()) {
    const document = of === id ? { ...filled[index], name: scene.name } : filled[index];
    await api.mutate("workflows.save", { id: of, document, revision });
    await api.mutate("workflows.publish", { id: of, revision: revision + 1 });
  }
}

type Used = { id: string; document: WorkflowDocument; revision: number };

async function keepGoing({ name, everyMs, happens }: Scene): Promise<void> {
  for (let n = 1; happens; n++) {
    await happens(n).catch((thrown: Error) => process.stderr.write(`${name}: ${thrown.message}\n`));
    await new Promise((done) => setTimeout(done, everyMs));
  }
}

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} does not answer. Is the port in use? Choose another: PORT=5900 npm run demo`);
}
