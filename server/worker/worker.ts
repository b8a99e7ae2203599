import { NodeError } from "@/nodes/sdk/node-error";
import type { Services } from "@/nodes/sdk/services";
import { openStore, type Store } from "@/server/db/client";
import { openDatabaseFile } from "@/server/db/database-file";
import { keyTable } from "@/server/db/key-tables";
import { type FileStore, openFileStore } from "@/server/http/files";
import { openSharedFolder } from "@/server/http/shared-folder";
import { askProvider, type ProviderOrder } from "@/server/identity/provider";
import { endForDiskFailure } from "@/server/processes/disk-failure";
import { logger } from "@/server/processes/logger";
import type { SecretVariables } from "@/server/processes/secret-variables";
import { type ApiTypes, createApiTypes } from "@/server/runs/api-types";
import { ranUntil } from "@/server/runs/execution-statements";
import { type KeepRules, keepRules } from "@/server/runs/keep-rules";
import { defaultLeaseMs } from "@/server/runs/owners";
import type { RunOrder, ToMain, ToWorker } from "@/server/runs/protocol";
import { type RedactedInputs, redactedInputs } from "@/server/runs/redacted-inputs";
import { createExecutor, type Executor } from "@/server/sandbox/executor-client";
import type { Isolation } from "@/server/sandbox/isolation";
import { defaultLimits, type SandboxLimits } from "@/server/sandbox/limits";
import { openCipher } from "@/server/secrets/cipher";
import { keySourceOf } from "@/server/secrets/root-key";
import { createSealer } from "@/server/secrets/seal-bytes";
import { type Checkpoints, createCheckpoints, Fenced } from "./checkpoints";
import { type CredentialVault, createVault } from "./credentials";
import { createEndpointStore, type EndpointStore } from "./endpoints";
import { createFileQuotas, type FileQuota } from "./file-quotas";
import { createLedger, type Ledger } from "./ledger";
import { createLibrary, type Library } from "./library";
import { createListenings } from "./listening";
import { lookUp } from "./look-up";
import { createMemoryStore, type MemoryStore } from "./memories";
import { outsideSecrets } from "./outside";
import { previewTemplates } from "./preview";
import { readApiDocument } from "./read-api-document";
import { createRunner, type Ended, type Watcher } from "./run-execution";
import { sendNotice } from "./send-notice";
import { createTableStore, type TableStore } from "./tables";
import { createWaysOut, type WaysOut } from "./ways-out";

export type WorkerOptions = {
  dataFolder: string;
  /** Unique for this start of this process. */
  owner: string;
  executorEntry: string;
  nodeModules: string;
  egressAllow: string[];
  baseUrl: string;
  /** Of the process that runs user code. */
  isolation?: Isolation;
  limits?: SandboxLimits;
  /** It runs what may end its process. Read by who looks at the processes of a machine. */
  isApart?: true;
  /** How long executions are ours without a word. */
  leaseMs?: number;
  /** Whose files workflows may read and write. Absent: none. */
  filesFolder?: string;
  /** Beside the data folder: keys and secrets of the server, which they may not read wherever they lie. */
  closedPlaces?: string[];
  /** Of what executions store. Absent: as much as there is room for. */
  fileQuota?: FileQuota;
};

/** Everything the parts of a worker share. */
export type Workshop = {
  options: WorkerOptions;
  store: Store;
  files: FileStore;
  ways: WaysOut;
  folder: Services["folder"];
  vault: CredentialVault;
  executor: Executor;
  limits: SandboxLimits;
  checkpoints: Checkpoints;
  library: Library;
  fileQuotas: ReturnType<typeof createFileQuotas>;
  apiTypes: ApiTypes;
  memories: MemoryStore;
  ledger: Ledger;
  tables: TableStore;
  endpoints: EndpointStore;
  redacted: RedactedInputs;
  keep: KeepRules;
  sign(text: string): string;
  send(message: ToMain, texts?: readonly string[]): void;
};

/** `variables`: what the environment says of keys and secrets. */
export function createWorker(options: WorkerOptions, send: Workshop["send"], variables: SecretVariables = {}) {
  const log = logger("worker");
  const { leaseMs = defaultLeaseMs } = options;
  const store = openStore(options.dataFolder, { onDiskFailure: endForDiskFailure });
  const files = openFileStore(options.dataFolder);
  const ways = createWaysOut(store, files, options.egressAllow);
  const cipher = openCipher(keyTable(store), keySourceOf(options.dataFolder, variables));
  const outside = outsideSecrets(variables, files);
  const limits = options.limits ?? defaultLimits;
  const executor = createExecutor({
    entry: options.executorEntry,
    nodeModules: options.nodeModules,
    limits,
    isolation: options.isolation,
  });
  const apiTypes = createApiTypes(store);
  const redacted = redactedInputs(store, createSealer(cipher));
  const workshop: Workshop = {
    ...{ options, store, files, ways, executor, limits, send, apiTypes },
    folder: openSharedFolder({
      folder: options.filesFolder,
      closed: [options.dataFolder, ...(options.closedPlaces ?? [])],
      ...{ files, openDatabase: openDatabaseFile },
    }),
    vault: createVault(store, cipher, outside),
    checkpoints: createCheckpoints(store, () => send({ type: "queued" })),
    library: createLibrary(store, apiTypes, cipher),
    memories: createMemoryStore(store),
    ledger: createLedger(store),
    fileQuotas: createFileQuotas(
      store,
      options.dataFolder,
      options.fileQuota ?? { executionBytes: 0, projectBytes: 0 },
    ),
    tables: createTableStore(store),
    endpoints: createEndpointStore(store),
    ...{ redacted, keep: keepRules(store) },
    sign: cipher.sign,
  };
  const runner = createRunner(workshop);
  const listenings = createListenings(workshop);
  type Running = { abort: AbortController; done: Promise<void>; watch(): void };
  const running = new Map<number, Running>();

  const renewLeases = store.prepareWrite(
    "UPDATE executions SET lease_until = ? WHERE owner = ? AND status = 'running' AND id IN (SELECT value FROM json_each(?))",
  );
  const giveBack = store.prepareWrite(
    `UPDATE executions SET status = 'queued', owner = NULL, lease_until = NULL, ${ranUntil("@now")} WHERE owner = @owner AND status = 'running'`,
  );
  const renewal = setInterval(() => {
    const ids = runner.inWork();
    if (ids.length > 0)
      void store
        .commit(() => renewLeases.run(Date.now() + leaseMs, options.owner, JSON.stringify(ids)))
        .catch((err) => log.error({ err }, "Leases were not renewed"));
  }, leaseMs / 4);

  return {
    receive(message: Exclude<ToWorker, { type: "stop" }>, texts: string[]) {
      switch (message.type) {
        case "run":
          return run(message, texts);
        case "cancel":
          return void running.get(message.id)?.abort.abort(message.reason);
        case "watch":
          return running.get(message.id)?.watch();
        case "listen":
          return listenings.begin(message);
        case "unlisten":
          return listenings.end(message.id);
        case "stored":
          return listenings.stored(message);
        case "settings":
          ways.forget();
          return workshop.library.forgetSettings();
        case "preview":
          return void previewTemplates(workshop, message, texts).then(
            (results) => send({ type: "reply", request: message.request, ok: true }, [JSON.stringify(results)]),
            (thrown) => send({ type: "reply", request: message.request, ok: false, ...reasonOf(thrown) }),
          );
        case "lookup":
          return void lookUp(workshop, message, texts[0] ?? "{}").then(
            (found) => send({ type: "reply", request: message.request, ok: true }, [JSON.stringify(found)]),
            (thrown) => send({ type: "reply", request: message.request, ok: false, ...reasonOf(thrown) }),
          );
        case "readDocument":
          return void readApiDocument(workshop, texts[0] ?? "{}").then(
            (text) => send({ type: "reply", request: message.request, ok: true }, [text]),
            (thrown) => send({ type: "reply", request: message.request, ok: false, ...reasonOf(thrown) }),
          );
        case "askProvider":
          return void askProvider(
            (asked) => ways.own.request(asked, AbortSignal.timeout(30_000)),
            JSON.parse(texts[0] ?? "{}") as ProviderOrder,
          ).then(
            (told) => send({ type: "reply", request: message.request, ok: true }, [JSON.stringify(told)]),
            (thrown) => send({ type: "reply", request: message.request, ok: false, ...reasonOf(thrown) }),
          );
        case "notice":
          return void sendNotice(workshop, texts[0] ?? "{}").then(
            () => send({ type: "reply", request: message.request, ok: true }),
            (thrown) => send({ type: "reply", request: message.request, ok: false, ...reasonOf(thrown) }),
          );
        case "connectCredential":
          return void workshop.vault
            .connect(message.credentialId, texts[0] ?? "{}", ways.ofCredential(message.credentialId))
            .then(
              () => send({ type: "reply", request: message.request, ok: true }),
              (thrown) => send({ type: "reply", request: message.request, ok: false, ...reasonOf(thrown) }),
            );
        case "testCredential":
          return void workshop.vault
            .test(
              { type: message.credentialType, id: message.credentialId },
              texts[0] ?? "{}",
              ways.ofCredential(message.credentialId),
            )
            .then(
              (text) => send({ type: "reply", request: message.request, ok: true, message: text }),
              (thrown) => send({ type: "reply", request: message.request, ok: false, ...reasonOf(thrown) }),
            );
      }
    },

    /** Waits for running steps up to a limit, then gives the rest back to the queue. */
    async stop() {
      clearInterval(renewal);
      // Both at once: a broker that does not answer must not take the time of the executions, nor of the end.
      const listened = listenings.endAll();
      const all = Promise.allSettled([listened, ...[...running.values()].map(({ done }) => done)]);
      await within(all, stopWaitMs);
      for (const { abort } of running.values()) abort.abort("shutdown");
      await within(all, 2_000);
      await store
        .commit(() => giveBack.run({ owner: options.owner, now: Date.now() }))
        .catch((err) => log.error({ err }, "Executions were not given back; the next start takes them"));
      executor.stop();
      await within(
        ways.close().catch(() => {}),
        1_000,
      );
      await outside.close().catch(() => {});
      store.close();
    },
  };

  function run(order: RunOrder, texts: string[]) {
    const abort = new AbortController();
    const watcher: Watcher = { on: order.watched, underWay: [] };
    // An attempt of ours that was taken from us while this process stood still: it can store nothing any more.
    const earlier = running.get(order.id);
    earlier?.abort.abort("lost");
    const begun = earlier ? earlier.done.then(start) : start();
    const done = begun.then(
      (ended) => report(ended),
      (thrown) => {
        if (!(thrown instanceof Fenced))
          log.error({ err: thrown, execution: order.id }, "The execution could not be recorded");
        report({ status: "lost" });
      },
    );
    const watch = () => {
      watcher.on = true;
      for (const event of watcher.underWay) send({ type: "event", id: order.id, event });
    };
    const mine: Running = { abort, done, watch };
    running.set(order.id, mine);

    function start() {
      return runner.run(order, texts, abort.signal, watcher);
    }

    function report(ended: Ended | { status: "lost" }) {
      // A later attempt has its place.
      if (running.get(order.id) !== mine) return;
      running.delete(order.id);
      const until = ended.status === "waiting" ? ended.until : null;
      const error = ended.status === "failed" ? ended.error : undefined;
      const result = ended.status === "succeeded" && ended.resultText !== undefined ? [ended.resultText] : [];
      send({ type: "ended", id: order.id, status: ended.status, until, error }, result);
    }
  }
}

const stopWaitMs = 20_000;

/** Waits for the work, but no longer. A timer left behind would keep the command line from ending. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

const reasonOf = (thrown: unknown) => ({
  message: thrown instanceof Error ? thrown.message : String(thrown),
  hint: thrown instanceof NodeError ? thrown.hint : undefined,
});
