import { defineCredential, p } from "@/nodes/sdk";
import { checkSignature, headerOf, signatureEncodings, signingSecrets, tolerance } from "./signature";

export const shopifySignature = defineCredential({
  type: "signature.shopify",
  label: "Shopify webhook",
  summary: "Takes calls that Shopify signed (X-Shopify-Hmac-Sha256)",
  params: signingSecrets("The client secret of the app, or the secret under Settings → Notifications → Webhooks"),
  verifySigned: (call, values) =>
    checkSignature(
      call,
      {
        ...{ header: "X-Shopify-Hmac-Sha256", algorithm: "sha256", encoding: "base64" },
        signatures: [headerOf(call, "x-shopify-hmac-sha256")],
      },
      values,
    ),
});

export const wooCommerceSignature = defineCredential({
  type: "signature.wooCommerce",
  label: "WooCommerce webhook",
  summary: "Takes calls that WooCommerce signed (X-WC-Webhook-Signature)",
  params: signingSecrets("The secret of the webhook, under WooCommerce → Settings → Advanced → Webhooks"),
  verifySigned(call, values) {
    const given = headerOf(call, "x-wc-webhook-signature");
    // A new webhook is tried with its number alone, unsigned; the shop keeps it only when that is answered.
    if (!given && /^webhook_id=\d{1,20}$/.test(Buffer.from(call.body).toString("latin1"))) {
      return { ok: true, isProbe: true };
    }
    return checkSignature(
      call,
      { header: "X-WC-Webhook-Signature", algorithm: "sha256", encoding: "base64", signatures: [given] },
      values,
    );
  },
});

export const stripeSignature = defineCredential({
  type: "signature.stripe",
  label: "Stripe webhook",
  summary: "Takes calls that Stripe signed (Stripe-Signature)",
  params: { ...signingSecrets("The signing secret of the endpoint, whsec_…"), toleranceSeconds: tolerance },
  verifySigned(call, values) {
    const parts = headerOf(call, "stripe-signature")
      .split(",")
      .map((part) => part.trim().split("="));
    const time = parts.find(([name]) => name === "t")?.[1] ?? "";
    return checkSignature(
      call,
      {
        ...{ header: "Stripe-Signature", algorithm: "sha256", encoding: "hex" },
        signatures: parts.flatMap(([name, value = ""]) => (name === "v1" ? [value] : [])),
        before: `${time}.`,
        sentAt: secondsOf(time),
      },
      values,
    );
  },
});

export const gitHubSignature = defineCredential({
  type: "signature.gitHub",
  label: "GitHub webhook",
  summary: "Takes calls that GitHub, Gitea or Forgejo signed (X-Hub-Signature-256)",
  params: signingSecrets("The secret of the webhook, in the settings of the repository"),
  verifySigned: (call, values) =>
    checkSignature(
      call,
      {
        ...{ header: "X-Hub-Signature-256", algorithm: "sha256", encoding: "hex" },
        signatures: afterPrefix("sha256=", [headerOf(call, "x-hub-signature-256")]),
      },
      values,
    ),
});

export const slackSignature = defineCredential({
  type: "signature.slack",
  label: "Slack events",
  summary: "Takes calls that Slack signed (X-Slack-Signature)",
  params: { ...signingSecrets("The signing secret of the app"), toleranceSeconds: tolerance },
  verifySigned(call, values) {
    const time = headerOf(call, "x-slack-request-timestamp");
    return checkSignature(
      call,
      {
        ...{ header: "X-Slack-Signature", algorithm: "sha256", encoding: "hex" },
        signatures: afterPrefix("v0=", [headerOf(call, "x-slack-signature")]),
        before: `v0:${time}:`,
        sentAt: secondsOf(time),
      },
      values,
    );
  },
});

export const standardSignature = defineCredential({
  type: "signature.standard",
  label: "Standard Webhooks",
  summary: "Takes calls signed by the Standard Webhooks specification, as by Svix (webhook-signature)",
  params: { ...signingSecrets("whsec_ and a base64 text"), toleranceSeconds: tolerance },
  verifySigned(call, values) {
    const named = (name: string) => headerOf(call, `webhook-${name}`) || headerOf(call, `svix-${name}`);
    const time = named("timestamp");
    return checkSignature(
      call,
      {
        ...{ header: "webhook-signature", algorithm: "sha256", encoding: "base64" },
        signatures: afterPrefix("v1,", named("signature").split(" ")),
        before: `${named("id")}.${time}.`,
        sentAt: secondsOf(time),
      },
      values,
      (secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64"),
    );
  },
});

export const hmacSignature = defineCredential({
  type: "signature.hmac",
  label: "HMAC signature",
  summary: "Takes calls with a keyed hash of their body in a header",
  params: {
    header: p.text({ label: "Header of the signature", required: true, placeholder: "X-Signature" }),
    ...signingSecrets(),
    algorithm: p.select({
      label: "Algorithm",
      options: [
        { value: "sha256", label: "HMAC-SHA256" },
        { value: "sha512", label: "HMAC-SHA512" },
        { value: "sha384", label: "HMAC-SHA384" },
        { value: "sha1", label: "HMAC-SHA1" },
      ],
    }),
    encoding: p.select({ label: "Encoding", options: signatureEncodings }),
    prefix: p.text({
      label: "Before the signature",
      help: "What stands before it in the header",
      placeholder: "sha256=",
    }),
    signed: p.text({
      label: "What is signed",
      help: "With {body} for the body as it came, and {timestamp} for the header of the time. Other headers by their names: {x-request-id}",
      default: "{body}",
      required: true,
    }),
    timestampHeader: p.text({
      label: "Header of the time",
      help: "Seconds or milliseconds since 1970, or a date. Empty: the age of a call is not looked at",
      placeholder: "X-Timestamp",
    }),
    toleranceSeconds: tolerance,
  },
  verifySigned(call, { header, algorithm, encoding, prefix, signed, timestampHeader, ...values }) {
    const time = timestampHeader && headerOf(call, timestampHeader);
    const filled = (text: string) =>
      text.replace(/\{([\w-]+)\}/g, (_, name: string) => (name === "timestamp" ? time : headerOf(call, name)));
    const [before = "", ...rest] = signed.split("{body}");
    if (rest.length !== 1)
      return { ok: false, status: 401, reason: "“What is signed” of the credential has no {body}" };
    return checkSignature(
      call,
      {
        ...{ header, algorithm, encoding },
        signatures: afterPrefix(prefix, headerOf(call, header).split(/[, ]+/)),
        ...{ before: filled(before), after: filled(rest[0] ?? "") },
        ...(timestampHeader && { sentAt: momentOf(time) }),
      },
      values,
    );
  },
});

/** The kinds of signature, by the name the Webhook node calls them. */
export const signatureCredentials = {
  shopify: shopifySignature,
  wooCommerce: wooCommerceSignature,
  stripe: stripeSignature,
  gitHub: gitHubSignature,
  slack: slackSignature,
  standard: standardSignature,
  hmac: hmacSignature,
} as const;

const afterPrefix = (prefix: string, texts: readonly string[]): string[] =>
  texts.flatMap((text) => (text.startsWith(prefix) ? [text.slice(prefix.length)] : []));

const secondsOf = (text: string): number => (/^\d{1,12}$/.test(text) ? Number(text) : Number.NaN);

function momentOf(text: string): number {
  if (/^\d{13,16}$/.test(text)) return Number(text) / 1_000;
  return /^\d{1,12}$/.test(text) ? Number(text) : Date.parse(text) / 1_000;
}
