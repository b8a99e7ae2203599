import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, for links and sessions. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is stored of one: 256 random bits need no slow hash. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("base64url");
