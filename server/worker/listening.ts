import { findNode } from "@/nodes/registry";
import type { Delivery, Listening } from "@/nodes/sdk/listen";
import { NodeError } from "@/nodes/sdk/node-error";
import { toErrorInfo } from "@/server/engine/errors";
import type { ListenOrder, ToWorker } from "@/server/runs/protocol";
import { readTriggerParams } from "@/server/runs/triggers";
import type { ErrorInfo } from "@/shared/errors";
import type { Item } from "@/shared/item";
import { createUses, maskedError, maskedItems } from "./credential-uses";
import { doorsOf, httpOf } from "./doors";
import { itemsText } from "./item-text";
import type { Workshop } from "./worker";

/** How long what is under way may take when a listener ends. */
const closeMs = 10_000;

/** Then, how long it may take to close the connection. */
const hurryMs = 2_000;

type Unsettled = { resolve(): void; reject(thrown: Error): void };
type Open = { abort: AbortController; received: Map<number, Unsettled>; over: Promise<void> };

/** The triggers that listen in this worker. Main says which, and stores what they receive. */
export function createListenings(workshop: Workshop) {
  const { send, library, vault, ways, files } = workshop;
  const open = new Map<number, Open>();
  let nextRequest = 1;

  return {
    begin(order: ListenOrder): void {
      const abort = new AbortController();
      const received = new Map<number, Unsettled>();
      const over = run(order, abort.signal, received).then(
        () => send({ type: "listenerEnded", id: order.id }),
        (thrown) => send({ type: "listenerEnded", id: order.id, error: toErrorInfo(thrown) }),
      );
      open.set(order.id, { abort, received, over: over.finally(() => open.delete(order.id)) });
    },

    end(id: number): void {
      open.get(id)?.abort.abort();
    },

    stored({ id, request, message }: Extract<ToWorker, { type: "stored" }>): void {
      const received = open.get(id)?.received;
      const waiting = received?.get(request);
      received?.delete(request);
      if (message === undefined) waiting?.resolve();
      else waiting?.reject(new Error(message));
    },

    async endAll(): Promise<void> {
      for (const { abort } of open.values()) abort.abort();
      await Promise.all([...open.values()].map(({ over }) => over));
    },
  };

  async function run(order: ListenOrder, signal: AbortSignal, received: Map<number, Unsettled>): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    const listening = await Promise.race([listen(order, signal, received), aborted]);
    if (!listening) return;
    try {
      send({ type: "listenerConnected", id: order.id });
      await Promise.race([listening.ended, aborted]);
    } finally {
      const closed = listening.close().catch(() => {});
      await Promise.race([closed, sleep(closeMs)]);
      for (const { reject } of received.values()) reject(new Error("The listener ended"));
      await Promise.race([closed, sleep(hurryMs)]);
    }
  }

  async function listen(order: ListenOrder, signal: AbortSignal, received: Map<number, Unsettled>): Promise<Listening> {
    const { document } = library.version(order.versionId);
    const node = document.nodes.find(({ id }) => id === order.nodeId);
    const definition = node && findNode(node.type);
    if (!node || definition?.trigger?.kind !== "listen") throw new NodeError("This node is no trigger that listens");
    const hand = (items: Item[], delivery?: Delivery, refused?: ErrorInfo) =>
      new Promise<void>((resolve, reject) => {
        const request = nextRequest++;
        received.set(request, { resolve, reject });
        send({ type: "received", id: order.id, request, delivery, refused }, [itemsText(items)]);
      });
    const uses = createUses();
    const project = library.projectOf(order.workflowId);
    const http = ways.of(project);
    const { listen: begin } = definition.trigger;
    const context: Parameters<typeof begin>[0] = {
      params: readTriggerParams(node, definition.params),
      credentials: await vault.lend(node, definition.credentials ?? {}, {
        ...{ project, uses },
      }),
      http: httpOf({ http, vault, uses, signal }).http,
      ...doorsOf(http, uses),
      ...{ files, signal, isTest: order.isTest, name: `islewire-${order.workflowId}-${order.nodeId}` },
      emit: (items, delivery) => hand(maskedItems(items, uses.mask()), delivery),
      refuse: (items, { message, hint }, delivery) =>
        hand(items, delivery, { code: "MESSAGE_UNREADABLE", message, ...(hint && { hint }) }),
    };
    try {
      const listening = await begin(context);
      const ended = listening.ended.catch((thrown) => {
        throw maskedError(thrown, uses);
      });
      return { ...listening, ended };
    } catch (thrown) {
      throw maskedError(thrown, uses);
    }
  }
}

const sleep = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
