import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Verdict } from "@/nodes/sdk/credential";
import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import { logger } from "@/server/processes/logger";
import type { JsonObject } from "@/shared/item";
import { clientAddress, isWithin, networksOf } from "../sender";

export type Admission =
  | { ok: true; claims?: JsonObject; isProbe?: boolean }
  | {
      ok: false;
      status: 401 | 403 | 500;
      message: string;
      hint?: string;
      headers?: { [name: string]: string };
      refusal: Refusal;
      /** For the owner. */
      reason?: string;
      /** Set while that is not decided yet: the call is signed, and its body tells. */
      check?(body: Uint8Array): Admission;
    };

/** Why nobody was let in. */
type Refusal = "bot" | "address" | "authentication" | "signature" | "credential";

/** What a trigger asks of whoever calls it. */
type Asked = Pick<WebhookTrigger, "path" | "ignoreBots" | "callers" | "authentication" | "credentialId"> & {
  workflowId: string;
};

export type Guard = (req: IncomingMessage, asked: Asked) => Promise<Admission>;

type Verify = (call: {
  credentialId: string;
  workflowId: string;
  type?: string;
  headers: IncomingHttpHeaders;
}) => Promise<Verdict | ((body: Uint8Array) => Verdict)>;

/** Decides before anything of a call is read or stored, but for the body of a signed one. Whatever goes wrong in here lets nobody in. */
export function createGuard(verify: Verify): Guard {
  const log = logger("webhooks");

  return async (req, webhook) => {
    if (webhook.ignoreBots && isBot(req)) return refused("bot", 403, "This webhook does not answer bots");
    if (!mayCall(clientAddress(req), webhook.callers)) {
      const hint = "Its owner keeps a list of those that may";
      return refused("address", 403, "This address may not call the webhook", hint);
    }
    const { authentication: type, credentialId = "", workflowId } = webhook;
    if (!type && !credentialId) return { ok: true };
    try {
      const asked = type === "any" ? undefined : type;
      const verdict = await verify({ credentialId, workflowId, type: asked, headers: req.headers });
      if (typeof verdict !== "function") return admissionOf(verdict, "authentication");
      return { ...unsigned, check: (body) => checked(() => admissionOf(verdict(body), "signature")) };
    } catch (err) {
      return uncheckable(err);
    }

    function checked(check: () => Admission): Admission {
      try {
        return check();
      } catch (err) {
        return uncheckable(err);
      }
    }

    function uncheckable(err: unknown): Admission {
      log.error({ err, path: webhook.path }, "A call could not be checked against the webhook's credential");
      const hint = "Its credential is missing or cannot be read";
      return refused("credential", 500, "The webhook cannot check calls", hint);
    }
  };
}

function admissionOf(verdict: Verdict, kind: "authentication" | "signature"): Admission {
  if (verdict.ok) {
    const { claims, isProbe } = verdict;
    return { ok: true, ...(claims && { claims }), ...(isProbe && { isProbe }) };
  }
  const { status, challenge, reason } = verdict;
  return {
    ...refused(kind, status, status === 401 ? "This webhook asks for authentication" : "The credentials are wrong"),
    ...(challenge && { headers: { "www-authenticate": challenge } }),
    ...(reason && { reason }),
  };
}

const refused = (refusal: Refusal, status: 401 | 403 | 500, message: string, hint?: string) =>
  ({ ok: false, refusal, status, message, ...(hint && { hint }) }) as const;

/** What a signed call gets from whoever does not look at its body. */
const unsigned = refused("signature", 401, "This webhook asks for authentication");

/** An entry that is no address lets nobody in. */
const mayCall = (address: string, callers: readonly string[]) =>
  callers.length === 0 || isWithin(address, networksOf(callers));

const isBot = ({ headers }: IncomingMessage) => botPattern.test(headers["user-agent"] ?? "");
const botPattern =
  /bot\b|bot[/;) ]|crawl|spider|slurp|preview|facebookexternalhit|embedly|whatsapp|telegram|skypeuripreview|mediapartners|headless|lighthouse|archiver|validator|monitor/i;
