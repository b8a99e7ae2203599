import { NodeError } from "@/nodes/sdk/node-error";
import type { Services } from "@/nodes/sdk/services";
import type { Store } from "@/server/db/client";
import { pack } from "@/server/db/packed-json";
import { valueHash } from "@/server/db/value-hash";

export type EndpointStore = ReturnType<typeof createEndpointStore>;

/** Where a node puts what others may read. Written with its step. */
export function createEndpointStore(store: Store) {
  const findOwner = store.rawRead.prepare<[string], { workflow_id: string }>(
    "SELECT workflow_id FROM endpoints WHERE path = ?",
  );
  const put = store.prepareWrite(`
    INSERT INTO endpoints (path, workflow_id, node_id, body, hash, rules, updated_at, changed_at)
    VALUES (@path, @workflowId, @nodeId, @body, @hash, @rules, @at, @at)
    ON CONFLICT (path) DO UPDATE SET node_id = @nodeId, body = @body, hash = @hash, rules = @rules, updated_at = @at,
      changed_at = CASE WHEN hash = @hash THEN changed_at ELSE @at END WHERE workflow_id = @workflowId`);

  return {
    of(
      workflowId: string,
      node: { id: string; credentials?: { [slot: string]: string } },
      write: (work: () => void) => void,
    ): Services["endpoints"] {
      return {
        publish({ path, body, ...rules }) {
          const owner = findOwner.get(path)?.workflow_id;
          if (owner !== undefined && owner !== workflowId) {
            throw new NodeError(`Another workflow serves /data/${path}`, {
              ...{ code: "PATH_TAKEN", param: "path" },
              hint: "Choose another path, or delete what is there with its workflow",
            });
          }
          const text = JSON.stringify(body);
          if (text.length > maxLength) {
            throw new NodeError(`The answer has ${text.length} characters; ${maxLength} is the most`, {
              ...{ code: "ENDPOINT_TOO_LARGE" },
              hint: "Drop fields that nobody reads, or serve it in parts",
            });
          }
          const values = {
            ...{ path, workflowId, nodeId: node.id, body: pack(text), at: Date.now() },
            hash: valueHash(text),
            rules: JSON.stringify({ ...rules, credentialId: node.credentials?.auth }),
          };
          write(() => void put.run(values));
        },
      };
    },
  };
}

const maxLength = 64 * 1024 * 1024;
