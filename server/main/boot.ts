import { openStore } from "@/server/db/client";
import { lockDataFolder } from "@/server/db/lock";
import { dropAbandonedWrites, openFileStore } from "@/server/http/files";
import type { Places } from "@/server/processes/places";
import { createDispatcher, type Dispatcher } from "@/server/runs/dispatcher";
import { createPruning } from "@/server/runs/pruning";
import { createScheduler } from "@/server/runs/scheduler";
import { type PoolWorker, startWorkers, type WorkerPool } from "@/server/runs/worker-pool";
import { openCipher } from "@/server/secrets/cipher";
import type { ServiceContext, TestListener } from "@/server/services/context";
import { verifyCall } from "@/server/services/credentials";
import { instanceSettings } from "@/server/services/settings";
import { createApi } from "./api";
import { createAuth } from "./auth";
import type { Rooms } from "./door";
import type { Env } from "./env";
import { formStates } from "./forms/flow";
import { createFormIntake } from "./forms/intake";
import { createFormTable } from "./forms/table";
import { createPages } from "./pages";
import { createGuard } from "./webhooks/guard";
import { createIntake } from "./webhooks/intake";
import { createWebhookTable } from "./webhooks/table";

export type Server = { rooms: Rooms; needsSetup: boolean; warmUpPages(): Promise<void>; stop(): Promise<void> };

const watchMs = 1_000;

/** The one place where the parts are wired: store → dispatcher → workers → triggers → services → API and pages. */
export async function boot(env: Env, baseUrl: string, places: Places & { project: string }): Promise<Server> {
  const { dataFolder } = env;
  const lock = lockDataFolder(dataFolder);
  const store = openStore(dataFolder, places.migrations);
  const cipher = openCipher(dataFolder);
  const files = openFileStore(dataFolder);
  await dropAbandonedWrites(dataFolder);

  let pool: WorkerPool | undefined;
  const none: PoolWorker[] = [];
  const dispatcher = createDispatcher(store, {
    concurrency: env.concurrency,
    workers: () => pool?.workers ?? none,
  });
  await dispatcher.recover();
  pool = startWorkers(
    places.workerEntry,
    env.workers,
    {
      dataFolder,
      baseUrl,
      executorEntry: places.executorEntry,
      nodeModules: places.nodeModules,
      egressAllow: env.egressAllow,
      filesFolder: env.filesFolder,
    },
    {
      onMessage: dispatcher.receive,
      onExit: (worker) => void dispatcher.workerEnded(worker),
    },
  );

  const startPublished =
    (workflowId: string, versionId: number, startNode: string): TestListener["start"] =>
    (inputText, listener) =>
      dispatcher.accept({ workflowId, versionId, mode: "webhook", startNode, inputText }, listener);
  const table = createWebhookTable(store, startPublished);
  const forms = createFormTable(store, startPublished);
  const scheduler = createScheduler(store, dispatcher.pump);
  const triggersChanged = () => {
    table.reload();
    forms.reload();
    scheduler.refresh();
  };
  triggersChanged();

  const services: ServiceContext = {
    ...{ store, cipher, dispatcher, webhooks: table, forms, triggersChanged, baseUrl, dataFolder },
    workers: env.workers,
    egressAllow: env.egressAllow,
  };
  const pruning = createPruning(store, () => instanceSettings(services));
  const watch = watchOtherProcesses(services, dispatcher);

  const auth = createAuth({ store, cipher, baseUrl, isSecure: baseUrl.startsWith("https:") });
  const api = createApi({ auth, services, files });
  const guard = createGuard((call) => verifyCall(services, call));
  const intake = createIntake({ table, guard, dispatcher, files, cipher, baseUrl, maxBodyBytes: env.maxBodyBytes });
  const formIntake = createFormIntake({
    ...{ table: forms, guard, stateOf: formStates(store) },
    ...{ dispatcher, files, cipher, maxBodyBytes: env.maxBodyBytes },
  });
  const pages = createPages({ projectFolder: places.project, isDev: env.isDev, auth });

  return {
    needsSetup: auth.needsSetup(),
    warmUpPages: pages.warmUp,
    rooms: {
      webhook: intake.published,
      testWebhook: intake.test,
      waitingWebhook: intake.resume,
      form: formIntake.published,
      testForm: formIntake.test,
      waitingForm: formIntake.waiting,
      auth: auth.handle,
      trpc: api.trpc,
      file: api.file,
      page: pages.handle,
      isReady: () => pool?.workers.some(({ isReady }) => isReady) ?? false,
    },
    async stop() {
      clearInterval(watch);
      pruning.close();
      scheduler.close();
      dispatcher.close();
      await pool?.stop();
      store.close();
      lock.release();
    },
  };
}

/** The command line works on the same database: what it publishes or queues is noticed within a second. */
function watchOtherProcesses({ store, triggersChanged }: ServiceContext, dispatcher: Dispatcher): NodeJS.Timeout {
  const findVersion = store.rawRead.prepare("PRAGMA data_version").pluck();
  const findPublished = store.rawRead
    .prepare(
      "SELECT group_concat(id || ':' || published_version_id) FROM workflows WHERE published_version_id IS NOT NULL",
    )
    .pluck();
  let version = findVersion.get();
  let published = findPublished.get();
  return setInterval(() => {
    const now = findVersion.get();
    if (now === version) return;
    version = now;
    const listed = findPublished.get();
    if (listed === published) return;
    published = listed;
    triggersChanged();
    dispatcher.pump();
  }, watchMs);
}
