import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import type { FormTrigger } from "@/nodes/sdk/form";
import type { Store } from "@/server/db/client";
import type { Dispatcher } from "@/server/runs/dispatcher";
import type { Listener } from "@/server/runs/listener";
import type { Listeners } from "@/server/runs/listeners";
import type { Cipher } from "@/server/secrets/cipher";
import type { IsolationLevel } from "@/shared/api";
import type { Item } from "@/shared/item";
import type { ServerFacts } from "@/shared/overview";
import type { WorkflowDocument } from "@/shared/workflow";
import type { Actor } from "./access";
import type { Connections } from "./oauth2";
import type { Presence } from "./presence";

/** What every service verb gets. Wired once, in `server/main/boot.ts`. */
export type ServiceContext = {
  store: Store;
  /** Who asks. Of the server itself where nobody does. */
  actor: Actor;
  cipher: Cipher;
  dispatcher: Dispatcher;
  listeners: Pick<Listeners, "tryOut" | "states">;
  webhooks: WebhookTable;
  requests: WebhookRequests;
  forms: FormTable;
  presence: Presence;
  connections: Connections;
  /** Published triggers changed: addresses and schedules are read again. */
  triggersChanged(): void;
  /** The address people and services use. */
  baseUrl: string;
  dataFolder: string;
  workers: number;
  isolation: IsolationLevel;
  processes(): { places: number } & Pick<ServerFacts, "mainBytes" | "workers">;
  egressAllow: string[];
};

/** Test addresses, open while somebody listens in the editor. */
export type WebhookTable = {
  listen(test: TestListener): () => void;
};

/** The list of calls at the addresses of webhooks and forms, as main keeps it. */
export type WebhookRequests = {
  /** Resolves when what was noted is in the database. */
  flush(): Promise<void>;
  /** A call as it was kept, as the item a workflow starts with. Throws `AppError` when it cannot be read. */
  itemOf(call: KeptCall, webhook: WebhookTrigger, params: { [name: string]: string }): Promise<Item>;
  /** The same of what was kept of a form, checked against the fields that the form has now. */
  formItemOf(kept: Buffer, form: FormTrigger, mode: "production" | "test"): Item;
};
export type KeptCall = {
  method: string;
  path: string;
  query: string;
  headers: { [name: string]: string };
  body: Buffer;
};

/** Test addresses of forms. */
export type FormTable = {
  listen(test: FormTestListener): () => void;
};

export type FormTestListener = Pick<TestListener, "workflowId" | "start" | "nodeId"> & {
  form: FormTrigger;
  document: WorkflowDocument;
};

export type TestListener = {
  workflowId: string;
  nodeId: string;
  webhook: WebhookTrigger;
  /** Gets the items and answers the id of the execution that was started. */
  start(inputText: string, listener?: Listener): Promise<number>;
};

/** What work on workflows needs: also the command line has it, beside a running server. */
export type WorkflowContext = Pick<ServiceContext, "store" | "actor" | "triggersChanged" | "baseUrl">;
