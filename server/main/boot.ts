import { openStore } from "@/server/db/client";
import { keyTable, peekKeyFacts, withKeyWriter } from "@/server/db/key-tables";
import { lockDataFolder } from "@/server/db/lock";
import { dropAbandonedWrites, openFileStore } from "@/server/http/files";
import { endForDiskFailure } from "@/server/processes/disk-failure";
import { logger } from "@/server/processes/logger";
import type { Places } from "@/server/processes/places";
import { sealedParts } from "@/server/redaction/sealed-parts";
import { createDispatcher, type Dispatcher } from "@/server/runs/dispatcher";
import { createFailureNotices } from "@/server/runs/failure-notices";
import { createListeners } from "@/server/runs/listeners";
import { isFromListener } from "@/server/runs/protocol";
import { createPruning } from "@/server/runs/pruning";
import { createRollUp } from "@/server/runs/roll-up";
import { createScheduler } from "@/server/runs/scheduler";
import { type PoolWorker, startWorkers, type WorkerPool } from "@/server/runs/worker-pool";
import { probeIsolation } from "@/server/sandbox/isolation";
import { openCipher } from "@/server/secrets/cipher";
import { prepareKeys, requireRightKey } from "@/server/secrets/prepare-keys";
import { createSealer } from "@/server/secrets/seal-bytes";
import { systemActor } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { verifyCall } from "@/server/services/credentials";
import { createConnections } from "@/server/services/oauth2";
import { createPresence } from "@/server/services/presence";
import { instanceSettings } from "@/server/services/settings";
import { setupCodeOf } from "@/server/services/setup-code";
import { createApi } from "./api";
import { keepAuditLog } from "./audit/audit-log";
import { noteRefusedCalls } from "./audit/refused-calls";
import { createAuth } from "./auth";
import { watchDiskSpace } from "./disk-space";
import type { Rooms } from "./door";
import { createEndpoints } from "./endpoints/serve";
import type { Env } from "./env";
import { sweepFiles } from "./file-sweep";
import { formStates } from "./forms/flow";
import { createFormIntake } from "./forms/intake";
import { readKeptSubmissions } from "./forms/kept-submissions";
import { createFormTable } from "./forms/table";
import { watchLog } from "./log-watch";
import { isOffered } from "./metrics/admission";
import { createAuthorize } from "./oauth/authorize";
import { createMetadata } from "./oauth/metadata";
import { createTokenEndpoints } from "./oauth/token";
import { oauth2Callback } from "./oauth2-callback";
import type { OriginRules } from "./origin";
import { createPages } from "./pages";
import { processFacts } from "./process-facts";
import { createLimits } from "./rate-limits";
import { createBearer } from "./rest/bearer";
import { createRestApi } from "./rest/procedures";
import { createTablesApi } from "./rest/tables";
import { createGuard } from "./webhooks/guard";
import { createIntake } from "./webhooks/intake";
import { readKeptCalls } from "./webhooks/kept-calls";
import { createRequestLog } from "./webhooks/request-log";
import { createWebhookTable } from "./webhooks/table";

export type Server = {
  rooms: Rooms;
  /** Until there is an owner. */
  setupCode: string | undefined;
  warmUpPages(): Promise<void>;
  stop(): Promise<void>;
};

const watchMs = 1_000;

/** The one place where the parts are wired: store → dispatcher → workers → triggers → services → API and pages. */
export async function boot(
  env: Env,
  baseUrl: string,
  origin: OriginRules,
  places: Places & { project: string },
): Promise<Server> {
  const { dataFolder } = env;
  const lock = lockDataFolder(dataFolder);
  // Before anything is written: an upgrade with the wrong key would be one.
  const keyFacts = peekKeyFacts(dataFolder) ?? { check: undefined, first: [], hasSecrets: false };
  requireRightKey(env.key, keyFacts, (file) =>
    logger("store").warn(
      { file },
      "Other users of this machine could read the key; they cannot any more. See: islewire keys rotate --root",
    ),
  );
  // Found out while the database is opened.
  const probing = probeIsolation({ entry: places.executorEntry, nodeModules: places.nodeModules });
  // Loaded where it is wanted only.
  const metrics = isOffered(env.metrics) ? (await import("./metrics/metrics")).createMetrics(env.metrics) : undefined;
  let pruning: ReturnType<typeof createPruning> | undefined;
  const diskSpace = watchDiskSpace(dataFolder, { whileFull: () => void pruning?.pruneNow() });
  const store = openStore(dataFolder, {
    migrations: places.migrations,
    onCopied: (folder) =>
      logger("store").warn({ folder }, "The database is brought up to date. As it was before, it is in that folder"),
    onCommit: metrics?.committed,
    onDiskFailure: endForDiskFailure,
    onDiskFull: diskSpace.full,
  });
  withKeyWriter(dataFolder, (table) => prepareKeys(table, env.key));
  const cipher = openCipher(keyTable(store), env.key);
  store.audit.takeKey(cipher.auditKey());
  const sealer = createSealer(cipher);
  const files = openFileStore(dataFolder);
  await dropAbandonedWrites(dataFolder);

  const traces = env.traces
    ? (await import("./traces/traces")).createTraces({ store, files, sign: cipher.sign }, env.traces)
    : undefined;

  let pool: WorkerPool | undefined;
  const none: PoolWorker[] = [];
  const dispatcher = createDispatcher(store, {
    concurrency: env.concurrency,
    sealer,
    workers: () => pool?.workers ?? none,
    leaseMs: env.leaseMs,
    refusal: diskSpace.refusal,
    // Limits that were lowered hold at once.
    onSettings: () => void pruning?.pruneNow(),
    onFinished: metrics?.finished,
    queueLimit: env.queueLimit,
    apart: { get: () => pool?.apart.get(), rest: () => pool?.apart.rest() },
  });
  metrics?.watch({ store, concurrency: env.concurrency, workers: () => pool?.workers ?? none });
  const listeners = createListeners(store, { dispatcher, workers: () => pool?.workers ?? none });
  await dispatcher.recover();
  const isolation = await probing;
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
      closedPlaces: env.closedPlaces,
      fileQuota: env.fileQuota,
      leaseMs: env.leaseMs,
      isolation,
      limits: env.limits,
    },
    {
      onMessage(worker, message, texts) {
        if (isFromListener(message)) return void listeners.receive(worker, message, texts);
        if (message.type === "ready") listeners.workerReady();
        dispatcher.receive(worker, message, texts);
        if (message.type === "ended" && message.status !== "waiting") traces?.ended(message.id);
      },
      onExit(worker) {
        metrics?.workerEnded();
        listeners.workerEnded(worker);
        void dispatcher.workerEnded(worker);
      },
    },
  );

  const table = createWebhookTable(store, dispatcher.acceptOnce);
  const forms = createFormTable(store, dispatcher.acceptOnce);
  const scheduler = createScheduler(store, (cancels, ended) => {
    for (let left = ended; left > 0; left--) metrics?.finished("cancelled");
    for (const id of cancels) void dispatcher.cancel(id);
    dispatcher.pump();
  });
  const triggersChanged = () => {
    table.reload();
    forms.reload();
    listeners.reload();
    scheduler.refresh();
    dispatcher.quarantineChanged();
  };
  triggersChanged();

  const requests = createRequestLog(store, {
    count: metrics?.webhookRequest,
    refused: noteRefusedCalls(store),
    isPaused: () => diskSpace.refusal() !== undefined,
  });
  const itemOf = readKeptCalls(files, { maxBytes: env.maxBodyBytes, baseUrl });
  const services: ServiceContext = {
    actor: systemActor,
    ...{ store, cipher, dispatcher, listeners, webhooks: table, forms, triggersChanged, baseUrl, dataFolder },
    requests: { flush: requests.flush, itemOf, formItemOf: readKeptSubmissions(files) },
    presence: createPresence(),
    connections: createConnections(),
    workers: env.workers,
    isolation: isolation.level,
    processes: () => processFacts(env.concurrency, pool?.workers ?? none),
    egressAllow: env.egressAllow,
  };
  pruning = createPruning(store, () => instanceSettings(services));
  const logWatch = watchLog(store, dataFolder);
  const sweep = sweepFiles(store, dataFolder);
  const rollUp = createRollUp(store);
  void rollUp.rollUpNow();
  const notices = createFailureNotices(store, {
    send: (order) => dispatcher.ask((request) => ({ type: "notice", request }), [JSON.stringify(order)]),
    baseUrl,
  });
  const auditLog = keepAuditLog(store, files, env.audit);
  const watch = watchOtherProcesses(services, dispatcher);

  const limits = createLimits(env.rates, metrics?.rateLimited);
  const setupCode = setupCodeOf(cipher, env.setupCode);
  const auth = createAuth({
    services,
    limits,
    goesByTls: origin.goesByTls,
    plainSignIn: env.plainSignIn,
    setupCode,
  });
  const api = createApi({ auth, services, files, limits });
  const guard = createGuard((call) => verifyCall(services, call));
  const intake = createIntake({
    ...{ table, guard, limits, requests, dispatcher, files, cipher, baseUrl },
    maxBodyBytes: env.maxBodyBytes,
  });
  const formIntake = createFormIntake({
    ...{ table: forms, guard, limits, requests, stateOf: formStates(store, sealedParts(store, sealer)) },
    ...{ dispatcher, files, cipher, maxBodyBytes: env.maxBodyBytes },
  });
  const bearer = createBearer(services, limits);
  const pages = createPages({ projectFolder: places.project, isDev: env.isDev, auth });

  return {
    setupCode: auth.needsSetup() ? setupCode : undefined,
    warmUpPages: pages.warmUp,
    rooms: {
      webhook: intake.published,
      testWebhook: intake.test,
      waitingWebhook: intake.resume,
      form: formIntake.published,
      testForm: formIntake.test,
      waitingForm: formIntake.waiting,
      data: createEndpoints(store, guard, limits),
      auth: auth.handle,
      providerCallback: auth.providerCallback,
      trpc: api.trpc,
      file: api.file,
      tables: api.tables,
      audit: api.audit,
      oauth2Callback: oauth2Callback(auth, services, limits),
      oauthMetadata: createMetadata(services),
      oauthToken: createTokenEndpoints(services, limits),
      oauthAuthorize: createAuthorize(auth, services, pages.handle),
      rest: createRestApi(services, bearer, createTablesApi(services, bearer)),
      page: pages.handle,
      metrics,
      isolation: isolation.level,
      readiness() {
        if (diskSpace.refusal()) return "disk full";
        return pool?.workers.some(({ isReady }) => isReady) ? "ready" : "starting";
      },
    },
    async stop() {
      clearInterval(watch);
      api.close();
      pruning?.close();
      logWatch.close();
      rollUp.close();
      notices.close();
      scheduler.close();
      listeners.close();
      dispatcher.close();
      await pool?.stop();
      await sweep.close();
      await traces?.close();
      requests.close();
      await auditLog.close();
      await diskSpace.close();
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
