import type { Doors, Services } from "@/nodes/sdk/services";
import type { HttpClient } from "@/server/http/client";
import { type CredentialUses, noUses } from "./credential-uses";
import type { CredentialVault } from "./credentials";

/** The ways out that are lent to nodes, beside HTTP. A credential that is bound to hosts goes to no other by them. */
export const doorsOf = (http: HttpClient, uses: CredentialUses): Doors => ({
  async connect(target) {
    uses.requireAllowed(target);
    return http.connect(target);
  },
  socket: () => http.socket(uses.requireAllowed),
  async resolve(target) {
    uses.requireAllowed(target);
    return http.resolve(target);
  },
  async findService(request) {
    uses.requireAllowed({ host: request.host });
    return http.findService(request);
  },
  secure: (socket, options) => http.secure(socket, options),
});

type Lent = { http: HttpClient; vault: CredentialVault; uses: CredentialUses; signal: AbortSignal };

/** HTTP as it is lent to nodes: signed by the credential of the request, if it has one. */
export function httpOf({ http, vault, uses, signal }: Lent): Pick<Services, "http" | "probe"> {
  const visiting = uses === noUses ? undefined : { sign() {}, visit: uses.visit };
  const authenticated = (auth: Parameters<Services["http"]>[0]["auth"]) =>
    auth ? vault.authenticate(auth, http, uses) : visiting;
  return {
    http: async ({ auth, ...request }) => http.request(request, signal, authenticated(auth)),
    probe: async ({ auth, ...request }) => http.probe(request, signal, authenticated(auth)),
  };
}
