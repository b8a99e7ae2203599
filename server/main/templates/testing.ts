import { fillIn, type Setting } from "@/demo/fill-in";
import type { StepData } from "@/shared/api";
import type { JsonObject } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { startServer, type TestServer, until } from "../testing";

type Used = { id: string; companions: string[] };
export type TemplateRun = Awaited<ReturnType<typeof runTemplate>>;

/**
 * A real server that uses a template as a person does: make a workflow of it, fill in addresses and credentials,
 * publish. Worker and main can be killed at any moment; main starts again on the same data.
 */
export async function runTemplate(template: string, setting: Setting, dataFolder: string) {
  const env = { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1" };
  let server: TestServer = await startServer({ dataFolder, env });
  await server.signUp();
  const { id, companions } = await server.mutate<Used>("templates.use", { id: template });
  const credentials: { [node: string]: { [slot: string]: string } } = {};
  for (const [node, { slot, type, values }] of Object.entries(setting.credentials ?? {})) {
    const made = await server.mutate<{ id: string }>("credentials.create", { name: node, type, values });
    credentials[node] = { [slot]: made.id };
  }
  // What it calls is published before it.
  const ids = [...companions, id];
  const documents = await Promise.all(
    ids.map(async (one) => (await server.query<{ document: WorkflowDocument }>("workflows.get", { id: one })).document),
  );
  for (const [index, document] of fillIn(documents, setting, credentials).entries()) {
    await server.mutate("workflows.save", { id: ids[index], document, revision: 1 });
    await server.mutate("workflows.publish", { id: ids[index], revision: 2 });
  }

  const idOf = async (table: string) =>
    (await server.query<{ id: number; name: string }[]>("tables.list")).find(({ name }) => name === table)?.id;

  return {
    id,
    server: () => server,

    /** Runs a document as the editor does; gives what came out of each node, by its name. */
    async tryOut(document: WorkflowDocument, startNode: string) {
      const started = await server.mutate<{ id: number }>("executions.start", { workflowId: id, document, startNode });
      const { status, steps, errorInfo } = await server.finished(started.id);
      const outputs: { [node: string]: { [port: string]: JsonObject[] } } = {};
      for (const { index, nodeId } of steps) {
        const data = await server.query<StepData>("executions.stepData", { id: started.id, step: index });
        const name = document.nodes.find((node) => node.id === nodeId)?.name ?? nodeId;
        outputs[name] = Object.fromEntries(
          Object.entries(data.outputs).map(([port, items]) => [port, items.map(({ json }) => json)]),
        );
      }
      return { status, errorInfo, outputs };
    },

    /** SIGKILL to a worker: main starts another one. */
    async killWorker(): Promise<void> {
      const worker = await until(() => server.children().find(({ role }) => role === "worker"));
      process.kill(worker.pid, "SIGKILL");
      await until(
        () => server.children().some(({ role, pid }) => role === "worker" && pid !== worker.pid) || undefined,
      );
    },

    /** SIGKILL to main: its workers end with it; then it starts again. */
    async killMain(): Promise<void> {
      const port = new URL(server.url).port;
      await server.stop("SIGKILL");
      server = await startServer({ dataFolder, env: { ...env, PORT: port } });
      await server.signIn();
    },

    /** Of another workflow that came with the template. */
    workflowNamed: (name: string) => ids[documents.findIndex((document) => document.name === name)] ?? "",

    /** Statuses of all executions of the workflow. */
    async statuses(workflowId = id): Promise<{ [status: string]: number }> {
      const counts: { [status: string]: number } = {};
      let cursor: number | undefined;
      do {
        const page: { executions: { status: string }[]; nextCursor: number | null } = await server.query(
          "executions.list",
          { workflowId, limit: 200, ...(cursor && { cursor }) },
        );
        for (const { status } of page.executions) counts[status] = (counts[status] ?? 0) + 1;
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return counts;
    },

    unpublish: () => server.mutate("workflows.unpublish", { id }),
    rows: async (table: string) =>
      (await server.query<{ rows: JsonObject[] }>("tables.rows", { table: await idOf(table), limit: 500 })).rows,
    insert: async (table: string, rows: JsonObject[]) =>
      server.mutate("tables.insertRows", { table: await idOf(table), rows }),
    stop: () => server.stop("SIGKILL"),
  };
}

/** Runs a template as *Run* in the editor does, untouched: without any account. Gives the names of the nodes that ran. */
export async function tryOut(server: TestServer, template: string, startNode: string): Promise<string[]> {
  const { id } = await server.mutate<{ id: string }>("templates.use", { id: template });
  const { document } = await server.query<{ document: WorkflowDocument }>("workflows.get", { id });
  const start = document.nodes.find(({ name }) => name === startNode)?.id;
  const execution = await server.mutate<{ id: number }>("executions.start", {
    ...{ workflowId: id, document, startNode: start },
  });
  const { status, steps, error } = await server.finished(execution.id);
  if (status !== "succeeded") throw new Error(`The template ${template} ${status}: ${JSON.stringify(error)}`);
  return steps.map(({ nodeId }) => document.nodes.find((node) => node.id === nodeId)?.name ?? nodeId);
}
