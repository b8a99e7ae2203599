import { NodeError } from "@/nodes/sdk/node-error";
import type { HttpRequest } from "@/nodes/sdk/services";
import { ForbiddenAddress } from "./addresses";
import type { Attempt, Phase, RequestClock } from "./phases";
import { SlowConnection } from "./sockets";

export type Tried = Pick<HttpRequest, "method" | "url" | "secretPath">;
type Facts = {
  /** The limit of the whole request, where that is what ended it. */
  limitMs?: number;
  clock?: RequestClock;
  attempt?: Attempt;
};

/** What went wrong, in which phase, and how long each took. */
export function explain(tried: Tried, thrown: unknown, { limitMs, clock, attempt }: Facts): NodeError {
  const what = whatOf(tried);
  const phase = clock?.phase ?? attempt?.phase;
  const took = timesOf(clock, attempt);
  if (thrown instanceof ForbiddenAddress) {
    return new NodeError(thrown.message, {
      code: thrown.code,
      hint: thrown.isLimited
        ? "An administrator of the server can add it to the project's hosts"
        : "An administrator can allow it to the project, and the operator to all: ISLEWIRE_EGRESS_ALLOW=host:port when starting Islewire",
      cause: thrown,
    });
  }
  if (limitMs !== undefined || thrown instanceof SlowConnection) {
    const within = secondsText(thrown instanceof SlowConnection ? thrown.ms : (limitMs ?? 0));
    const where = phase ? stalls[phase](clock) : "nothing happened";
    return new NodeError(`${what} timed out after ${within}: ${where}${took}`, {
      code: "HTTP_TIMEOUT",
      hint: phase ? slowHints[phase] : "Raise “Timeout” of the node",
      cause: thrown,
    });
  }
  const code = (thrown as { code?: string }).code ?? "";
  if (clock?.phase === "body" && !(thrown instanceof NodeError)) {
    return new NodeError(`${what} broke off in the middle of the answer, ${bytesOf(clock)}${took}`, {
      code: "HTTP_CUT_OFF",
      hint: "Try again: turn on retry in the node's settings. If it ends at the same place each time, a proxy in between may cut large answers",
      cause: thrown,
    });
  }
  const reason = Object.hasOwn(reasons, code)
    ? reasons[code]
    : thrown instanceof Error
      ? thrown.message
      : String(thrown);
  return new NodeError(`${what} failed ${phase ? `${doing[phase]}: ` : ": "}${reason}${took}`, {
    code: "HTTP_FAILED",
    hint: (Object.hasOwn(hints, code) && hints[code]) || (phase ? failedHints[phase] : usualHint),
    cause: thrown,
  });
}

function whatOf({ method, url, secretPath }: Tried): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) return `${method} ${url}`;
  return `${method} ${place(new URL(url), { secretPath })}`;
}

/** Without query and fragment, which may hold secrets. */
export const place = (url: URL, { secretPath }: Pick<HttpRequest, "secretPath">) =>
  url.origin + (secretPath ? "" : url.pathname);

const doing: { [phase in Phase]: string } = {
  dns: "while looking up the host name",
  connect: "while connecting",
  tls: "in the TLS handshake",
  answer: "before its answer began",
  body: "in the middle of the answer",
};

const stalls: { [phase in Phase]: (clock: RequestClock | undefined) => string } = {
  dns: () => "looking up the host name took too long",
  connect: () => "nobody took the connection",
  tls: () => "the TLS handshake did not end",
  answer: () => "the service took the request, but its answer did not begin",
  body: (clock) => `the answer had begun, but did not end, ${clock ? bytesOf(clock) : ""}`,
};

const slowHints: { [phase in Phase]: string } = {
  dns: "Ask whoever runs this server about its name server. A longer “Timeout” seldom helps",
  connect: "Check the address and the port, and whether a firewall drops connections in between",
  tls: "Check that the port speaks TLS: http:// and https:// usually have different ones",
  answer: "The service is slow: raise “Timeout” of the node, ask for less at once, or look at the service",
  body: "Raise “Timeout” of the node, or ask for less at once, page by page",
};

const usualHint = "Check the address and that the service is running";
const failedHints: { [phase in Phase]: string } = {
  dns: "Check the host name for typing errors",
  connect: usualHint,
  tls: "Check that the address begins with the right one of http:// and https://, and the certificate of the service",
  answer: "The service ended the connection: look at its log, or turn on retry in the node's settings",
  body: usualHint,
};

function bytesOf({ bytes, expected }: RequestClock): string {
  const came = bytes.toLocaleString("en");
  return expected === undefined || Number.isNaN(expected)
    ? `after ${came} bytes`
    : `after ${came} of ${expected.toLocaleString("en")} bytes`;
}

/** " (DNS 3 ms, connection 12 ms, …)", of what there was. */
function timesOf(clock: RequestClock | undefined, attempt: Attempt | undefined): string {
  const { dns, connect, tls } = attempt?.sofar() ?? {};
  const { answer, body } = clock?.times() ?? {};
  const parts = [
    ["DNS", dns],
    ["connection", connect],
    ["TLS", tls],
    ["first byte", answer],
    ["body", body],
  ] as const;
  const known = parts.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${msText(ms)}`]));
  return known.length ? ` (${known.join(", ")})` : "";
}

const msText = (ms: number) => (ms < 10_000 ? `${Math.round(ms)} ms` : secondsText(ms));
const secondsText = (ms: number) => `${Number((ms / 1_000).toFixed(1))} s`;

const reasons: { [code: string]: string } = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNRESET: "the connection was broken off",
  UND_ERR_SOCKET: "the connection was broken off",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "there is no way to that address",
  ENETUNREACH: "there is no way to that network",
  CERT_HAS_EXPIRED: "the certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "a certificate in its chain is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate was issued by somebody unknown",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host name",
  ERR_SSL_WRONG_VERSION_NUMBER: "the port does not speak TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the port does not speak TLS",
};

const ownCertificate = "For a service of your own “Accept any certificate” lets it pass";
const hints: { [code: string]: string } = {
  ENOTFOUND: "Check the host name for typing errors",
  ECONNREFUSED: "Nobody listens there: check the port, and that the service is running",
  ERR_SSL_WRONG_VERSION_NUMBER: "Write http:// instead of https://, or use the port for TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "Write http:// instead of https://, or use the port for TLS",
  DEPTH_ZERO_SELF_SIGNED_CERT: ownCertificate,
  SELF_SIGNED_CERT_IN_CHAIN: ownCertificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ownCertificate,
};
