import { type Encryption, encryption } from "@/nodes/credentials/encryption";
import { defineCredential, p } from "@/nodes/sdk";
import { withNats } from "./connection";

export type NatsAccess = {
  host: string;
  port: number;
  signIn: "none" | "password" | "token" | "creds";
  user: string;
  password: string;
  token: string;
  creds: string;
  tls: Encryption;
};

export const natsAccess = defineCredential({
  type: "queue.nats",
  label: "NATS",
  summary: "A NATS server, with or without JetStream",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "nats.example.com" }),
    port: p.number({ label: "Port", default: 4222, min: 1, max: 65535, integer: true }),
    signIn: p.select({
      label: "Sign in with",
      options: [
        { value: "none", label: "Nothing" },
        { value: "password", label: "User and password" },
        { value: "token", label: "A token" },
        { value: "creds", label: "A file of credentials" },
      ],
    }),
    user: p.text({ label: "User", onlyWhen: { signIn: ["password"] } }),
    password: p.secret({ label: "Password", onlyWhen: { signIn: ["password"] } }),
    token: p.secret({ label: "Token", onlyWhen: { signIn: ["token"] } }),
    creds: p.secret({
      label: "Contents of the file",
      help: "Both parts: the JWT and the seed",
      onlyWhen: { signIn: ["creds"] },
    }),
    tls: encryption,
  },
  tryOut: (values, lent) => withNats(values, lent, async () => {}),
});
