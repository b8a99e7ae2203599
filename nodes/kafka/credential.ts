import { type Encryption, encryption } from "@/nodes/credentials/encryption";
import { defineCredential, p } from "@/nodes/sdk";
import { tryCluster } from "./try-cluster";

export type KafkaAccess = {
  brokers: string;
  signIn: "none" | "plain" | "scram-sha-256" | "scram-sha-512";
  user: string;
  password: string;
  tls: Encryption;
  ca: string;
  certificate: string;
  key: string;
};

const withPassword = { signIn: ["plain", "scram-sha-256", "scram-sha-512"] };

export const kafkaAccess = defineCredential({
  type: "queue.kafka",
  label: "Kafka",
  summary: "A Kafka cluster, or another that speaks its protocol, such as Redpanda",
  params: {
    brokers: p.text({
      label: "Brokers",
      help: "One or several, with commas between them; they name the others",
      placeholder: "kafka1.example.com:9092, kafka2.example.com:9092",
      required: true,
    }),
    signIn: p.select({
      label: "Sign in with",
      options: [
        { value: "none", label: "Nothing" },
        { value: "plain", label: "User and password (PLAIN)" },
        { value: "scram-sha-256", label: "User and password (SCRAM-SHA-256)" },
        { value: "scram-sha-512", label: "User and password (SCRAM-SHA-512)" },
      ],
    }),
    user: p.text({ label: "User", onlyWhen: withPassword }),
    password: p.secret({ label: "Password", onlyWhen: withPassword }),
    tls: encryption,
    ca: p.text({
      label: "Certificate of the authority (PEM)",
      help: "Empty: the usual authorities",
      multiline: true,
      onlyWhen: { tls: ["verify"] },
    }),
    certificate: p.text({
      label: "Own certificate (PEM)",
      help: "Where the brokers ask for one",
      multiline: true,
      onlyWhen: { tls: ["verify", "any"] },
    }),
    key: p.secret({ label: "Its private key (PEM)", onlyWhen: { tls: ["verify", "any"] } }),
  },
  tryOut: (values, lent) => tryCluster(values, lent),
});
