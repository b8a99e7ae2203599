import type { IncomingMessage, ServerResponse } from "node:http";
import { resourceOf } from "@/server/services/oauth-grants";
import { apiScopes } from "@/shared/api-keys";
import { sendJson, sendProblem } from "../answer";

type Addresses = { baseUrl: string };

export const authorizeUrl = ({ baseUrl }: Addresses) => `${baseUrl}/oauth2/authorize`;
export const tokenUrl = ({ baseUrl }: Addresses) => `${baseUrl}/api/oauth2/token`;
const revokeUrl = ({ baseUrl }: Addresses) => `${baseUrl}/api/oauth2/revoke`;
/** Where a client that is refused finds out whom to ask for a token. */
export const resourceMetadataUrl = ({ baseUrl }: Addresses) => `${baseUrl}/.well-known/oauth-protected-resource/api/v1`;

/** `/.well-known/oauth-authorization-server` (RFC 8414) and `/.well-known/oauth-protected-resource` (RFC 9728). */
export function createMetadata(addresses: Addresses) {
  return (req: IncomingMessage, res: ServerResponse, url: URL): void => {
    const isServer = url.pathname === "/.well-known/oauth-authorization-server";
    if (req.method === "GET") sendJson(res, 200, isServer ? serverMetadata(addresses) : resourceMetadata(addresses));
    else sendProblem(res, 405, "This address takes GET", undefined, { allow: "GET" });
  };
}

const authMethods = ["client_secret_basic", "client_secret_post", "none"];

const serverMetadata = (addresses: Addresses) => ({
  issuer: addresses.baseUrl,
  authorization_endpoint: authorizeUrl(addresses),
  token_endpoint: tokenUrl(addresses),
  revocation_endpoint: revokeUrl(addresses),
  response_types_supported: ["code"],
  response_modes_supported: ["query"],
  grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
  token_endpoint_auth_methods_supported: authMethods,
  revocation_endpoint_auth_methods_supported: authMethods,
  code_challenge_methods_supported: ["S256"],
  scopes_supported: apiScopes,
  authorization_response_iss_parameter_supported: true,
});

const resourceMetadata = (addresses: Addresses) => ({
  resource: resourceOf(addresses),
  resource_name: "Islewire",
  authorization_servers: [addresses.baseUrl],
  scopes_supported: apiScopes,
  bearer_methods_supported: ["header"],
});
