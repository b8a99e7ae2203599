import type { Credential } from "./credential";
import type { NameValue } from "./services";

export type Phase = "dns" | "connect" | "tls" | "firstByte" | "body";

export type ProbeRequest = {
  host: string;
  port: number;
  tls: boolean;
  /** Asks by HTTP on the connection. Redirects are not followed. */
  http?: { method: string; path: string; headers: NameValue[]; body?: string };
  /** Waits for what the service says first. */
  greeting?: boolean;
  auth?: Credential;
  timeoutMs: number;
};

/** How a service looked: as far as it went, with milliseconds. */
export type Probe = {
  address?: string;
  phases: { [phase in Phase]?: number };
  totalMs: number;
  /** Looked at, not required: `problem` says why it is not trusted. */
  certificate?: { validTo: string | null; subject: string; issuer: string; problem?: string };
  status?: number;
  location?: string;
  /** The start of the answer, up to 1 MB. */
  text?: string;
  failed?: { phase: Phase; code: string; message: string };
};

export const nameRecords = ["A", "AAAA", "CNAME", "MX", "NS", "TXT"] as const;
export type NameRecord = (typeof nameRecords)[number];
