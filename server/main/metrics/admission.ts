import { createHash, timingSafeEqual } from "node:crypto";

/** Who may read the metrics: everybody, or who brings the token. Neither: nobody. */
export type MetricsRules = { isPublic: boolean; token?: string };

export const isOffered = ({ isPublic, token }: MetricsRules) => isPublic || token !== undefined;

export function mayRead({ isPublic, token }: MetricsRules, authorization: string | undefined): boolean {
  if (isPublic) return true;
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Of equal length for all texts, so that the comparison takes as long for each. */
const digest = (text: string) => createHash("sha256").update(text).digest();
