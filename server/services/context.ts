import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import type { FormTrigger } from "@/nodes/sdk/form";
import type { Store } from "@/server/db/client";
import type { Dispatcher, Listener } from "@/server/runs/dispatcher";
import type { Cipher } from "@/server/secrets/cipher";
import type { WorkflowDocument } from "@/shared/workflow";

/** What every service verb gets. Wired once, in `server/main/boot.ts`. */
export type ServiceContext = {
  store: Store;
  cipher: Cipher;
  dispatcher: Dispatcher;
  webhooks: WebhookTable;
  forms: FormTable;
  /** Published triggers changed: addresses and schedules are read again. */
  triggersChanged(): void;
  /** The address people and services use. */
  baseUrl: string;
  dataFolder: string;
  workers: number;
  egressAllow: string[];
};

/** Test addresses, open while somebody listens in the editor. */
export type WebhookTable = {
  listen(test: TestListener): () => void;
};

/** Test addresses of forms. */
export type FormTable = {
  listen(test: FormTestListener): () => void;
};

export type FormTestListener = Pick<TestListener, "start"> & {
  form: FormTrigger;
  document: WorkflowDocument;
  nodeId: string;
};

export type TestListener = {
  webhook: WebhookTrigger;
  /** Gets the items and answers the id of the execution that was started. */
  start(inputText: string, listener?: Listener): Promise<number>;
};

/** What work on workflows needs: also the command line has it, beside a running server. */
export type WorkflowContext = Pick<ServiceContext, "store" | "triggersChanged" | "baseUrl">;
