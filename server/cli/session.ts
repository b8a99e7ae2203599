import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { openStore, type Store } from "@/server/db/client";
import { keyTable, peekKeyFacts, withKeyWriter } from "@/server/db/key-tables";
import { type Env, readEnv } from "@/server/main/env";
import { bundlePlaces } from "@/server/processes/places";
import { secretVariables } from "@/server/processes/secret-variables";
import { type SealedParts, sealedParts } from "@/server/redaction/sealed-parts";
import { openCipher } from "@/server/secrets/cipher";
import { prepareKeys, requireRightKey } from "@/server/secrets/prepare-keys";
import type { KeySource } from "@/server/secrets/root-key";
import { createSealer } from "@/server/secrets/seal-bytes";
import { type Actor, systemActor } from "@/server/services/access";
import type { WorkflowContext } from "@/server/services/context";
import { setupCodeOf } from "@/server/services/setup-code";
import { createWorker, type WorkerOptions } from "@/server/worker/worker";
import { AppError } from "@/shared/errors";

/** What every command has: the database of the data folder, and a worker of its own when something is to run. */
export type Session = {
  store: Store;
  key: KeySource;
  /** Where the first visitor becomes the owner. */
  setupAddress: string;
  workflows: WorkflowContext;
  /** For what workflows hide. */
  sealed: SealedParts;
  worker(send: Parameters<typeof createWorker>[1]): { owner: string } & ReturnType<typeof createWorker>;
  close(): Promise<void>;
};

export function openSession(): Session {
  const env = readEnvironment();
  const { migrations, executorEntry, nodeModules } = bundlePlaces(import.meta.url);
  const keyFacts = peekKeyFacts(env.dataFolder);
  if (keyFacts) requireRightKey(env.key, keyFacts);
  const store = openStore(env.dataFolder, { migrations });
  withKeyWriter(env.dataFolder, (table) => prepareKeys(table, env.key));
  const cipher = openCipher(keyTable(store), env.key);
  store.audit.takeKey(cipher.auditKey());
  const setupCode = setupCodeOf(cipher, env.setupCode);
  const baseUrl = env.publicUrl ?? `http://${env.host}:${env.port}`;
  let running: ReturnType<typeof createWorker> | undefined;

  return {
    store,
    key: env.key,
    setupAddress: `${baseUrl}/setup#${setupCode}`,
    sealed: sealedParts(store, createSealer(cipher)),
    // The server notices by itself what changed in the database.
    workflows: { store, baseUrl, actor: commandLine(), triggersChanged: () => {} },
    worker(send) {
      const options: WorkerOptions = {
        owner: `cli-${process.pid}-${randomUUID().slice(0, 8)}`,
        dataFolder: env.dataFolder,
        executorEntry,
        nodeModules,
        egressAllow: env.egressAllow,
        baseUrl,
        limits: env.limits,
      };
      running = createWorker(options, send, secretVariables());
      return { owner: options.owner, ...running };
    },
    async close() {
      await running?.stop();
      store.close();
    },
  };
}

/** Whose user has the data folder anyway; the log says who that was. */
const commandLine = (): Actor => ({ ...systemActor, id: "cli", name: `Command line (${userInfo().username})` });

export function readEnvironment(): Env {
  try {
    return readEnv(process.env);
  } catch (thrown) {
    throw new AppError("INVALID", thrown instanceof Error ? thrown.message : String(thrown));
  }
}
