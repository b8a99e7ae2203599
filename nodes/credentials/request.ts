import { digestAuth } from "./digest";
import { basicAuth, bearerToken, customAuth, headerAuth, queryAuth } from "./http";
import { oauth2 } from "./oauth2";
import { signInPresets } from "./oauth2-presets";

/** Every kind that can sign a request to any service. */
export const requestCredentials = [
  ...[bearerToken, basicAuth, headerAuth, queryAuth],
  ...[oauth2, digestAuth, customAuth, ...signInPresets],
] as const;
