import { totpSecret } from "@/nodes/credentials/keys";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";

export const totp = defineNode({
  type: "core.totp",
  version: 1,
  label: "TOTP",
  summary: "Gives the current code of an authenticator secret",
  category: "transform",
  icon: "timer",
  keywords: ["2fa", "one-time password", "authenticator", "otp"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { secret: credential("Secret", totpSecret) },
  params: {
    algorithm: p.select({
      label: "Algorithm",
      options: [
        { value: "SHA1", label: "SHA-1" },
        { value: "SHA224", label: "SHA-224" },
        { value: "SHA256", label: "SHA-256" },
        { value: "SHA384", label: "SHA-384" },
        { value: "SHA512", label: "SHA-512" },
        "SHA3-256",
        "SHA3-512",
      ],
      advanced: true,
    }),
    digits: p.number({ label: "Digits", default: 6, min: 4, max: 10, integer: true, advanced: true }),
    period: p.number({
      label: "Period",
      unit: "seconds",
      default: 30,
      min: 1,
      max: 3600,
      integer: true,
      advanced: true,
    }),
  },
  effect: "none",
  async execute({ params: { algorithm, digits, period }, credentials }) {
    const { secret } = credentials.secret.reveal() as { secret: string };
    const { Secret, TOTP } = await import("otpauth");
    let key: InstanceType<typeof Secret>;
    try {
      key = Secret.fromBase32(secret.replace(/[\s-]/g, ""));
    } catch {
      throw new NodeError("The secret is not Base32", {
        code: "TOTP_SECRET",
        hint: "It has letters and the digits 2 to 7 only",
      });
    }
    const now = Date.now();
    const token = new TOTP({ secret: key, algorithm, digits, period }).generate({ timestamp: now });
    const secondsRemaining = period - (Math.floor(now / 1000) % period);
    return { main: { json: { token, secondsRemaining } } };
  },
});
