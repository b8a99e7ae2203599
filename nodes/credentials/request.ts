import { digestAuth } from "./digest";
import { basicAuth, bearerToken, customAuth, headerAuth, queryAuth } from "./http";
import { oauth2 } from "./oauth2";

/** Every kind that can sign a request to any service. */
export const requestCredentials = [
  ...[bearerToken, basicAuth, headerAuth, queryAuth],
  ...[oauth2, digestAuth, customAuth],
] as const;
