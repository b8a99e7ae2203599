import type { CredentialSlots, CredentialValues } from "@/nodes/sdk/credential";
import { defineNode, type Output } from "@/nodes/sdk/define-node";
import { ofItem } from "@/nodes/sdk/node-error";
import type { Params, ParamValues } from "@/nodes/sdk/params";
import type { Doors, Services } from "@/nodes/sdk/services";
import { type FileOperation, fileServerParams, operate } from "./operations";
import type { FileServer } from "./server";

export type Lent<P extends Params, C extends CredentialSlots> = Pick<Services, "http" | "files"> &
  Doors & {
    /** The own parameters of the node, as they are for the first item. */
    params: ParamValues<P>;
    credentials: CredentialValues<C>;
    signal: AbortSignal;
  };

type FileServerNode<P extends Params, C extends CredentialSlots> = {
  type: string;
  label: string;
  summary: string;
  icon: string;
  keywords: readonly string[];
  credentials: C;
  params: P;
  open(lent: Lent<P, C>): Promise<FileServer>;
  /** What the server said, in words of ours. */
  explained(thrown: unknown, lent: Lent<P, C>): unknown;
};

/** A node for a server of files: the same form and the same work, whatever it speaks. */
export function fileServerNode<P extends Params, const C extends CredentialSlots>(definition: FileServerNode<P, C>) {
  const { type, label, summary, icon, keywords, credentials, params: own, open, explained } = definition;
  return defineNode({
    ...{ type, label, summary, icon, keywords, credentials },
    version: 1,
    category: "network",
    inputs: ["main"],
    outputs: ["main"],
    params: { ...own, ...fileServerParams() },
    line: "{operation.is} {operation.path}|{operation.folder}",
    effect: "unsafe",
    effectWith: ({ operation }) => {
      const is = (operation as FileOperation | undefined)?.is;
      if (is === "list" || is === "download") return "none";
      return is === "move" ? "unsafe" : "idempotent";
    },
    async executeAll({ inputs, paramsOf, params, credentials: given, http, files, signal, log, ...services }) {
      const items = inputs.main ?? [];
      if (items.length === 0) return { main: [] };
      const { connect, socket, resolve, findService, secure } = services;
      const lent = {
        params,
        credentials: given,
        http,
        files,
        signal,
        connect,
        socket,
        resolve,
        findService,
        secure,
      } as Lent<P, C>;
      const server = await open(lent).catch((thrown) => {
        throw explained(thrown, lent);
      });
      const close = () => void server.close();
      signal.addEventListener("abort", close, { once: true });
      try {
        const main: Output[] = [];
        for (const [index, item] of items.entries()) {
          signal.throwIfAborted();
          const from = { item: index };
          const asked = paramsOf(index).operation as FileOperation;
          try {
            for (const given of await operate({ server, item, signal, log }, asked)) main.push({ ...given, from });
          } catch (thrown) {
            signal.throwIfAborted();
            main.push({ ...item, failed: ofItem(explained(thrown, lent), index), from });
          }
        }
        return { main };
      } finally {
        signal.removeEventListener("abort", close);
        await server.close();
      }
    },
  });
}
