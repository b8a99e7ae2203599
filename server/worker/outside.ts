import { NodeError } from "@/nodes/sdk/node-error";
import { egressRules } from "@/server/http/addresses";
import { createHttpClient, type HttpClient } from "@/server/http/client";
import type { FileStore } from "@/server/http/files";
import type { SecretVariables } from "@/server/processes/secret-variables";
import { createOutsideSecrets, type OutsideSecrets } from "@/server/secrets/outside-secrets";

const patienceMs = 10_000;

/** Secrets outside. The vault is reached by the door of all connections, with a rule of its own: workflows do not get there. */
export function outsideSecrets(
  variables: SecretVariables,
  files: FileStore,
): OutsideSecrets & { close(): Promise<void> } {
  const { ISLEWIRE_VAULT_ADDRESS: address = "" } = variables;
  const place = URL.canParse(address) ? new URL(address) : undefined;
  const port = place && (place.port || (place.protocol === "https:" ? "443" : "80"));
  const rules = egressRules(place ? [`${place.hostname}:${port}`] : []);
  let http: HttpClient | undefined;
  const secrets = createOutsideSecrets({
    variables,
    async ask({ url, token }) {
      try {
        const headers = [
          { name: "x-vault-token", value: token },
          { name: "x-vault-request", value: "true" },
        ];
        http ??= createHttpClient({ rules, files });
        const request = { method: "GET", url, headers, maxRedirects: 0, timeoutMs: patienceMs };
        const { status, body } = await http.request(request, AbortSignal.timeout(patienceMs));
        return { status, body };
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        throw new NodeError(`The vault cannot be reached: ${reason}`, { hint: "Check ISLEWIRE_VAULT_ADDRESS" });
      }
    },
  });
  return { ...secrets, close: async () => http?.close() };
}
