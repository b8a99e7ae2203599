import { NodeError } from "@/nodes/sdk/node-error";
import type { KafkaAccess } from "./credential";

/** As the library throws them, one within the other. */
type Thrown = Error & { type?: string; cause?: unknown };

/** `failed`: what a connection failed with at last. */
export function explained(thrown: unknown, access: KafkaAccess, failed?: NodeError): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error) || thrown.name === "AbortError") return thrown;
  const root = rootOf(thrown);
  if (root instanceof NodeError) return root;
  const place = `Kafka at ${access.brokers}`;
  const failure = (code: string, message: string, hint?: string) =>
    new NodeError(message, { code, hint, cause: thrown });
  if (root.name === "KafkaJSSASLAuthenticationError" || isOf(root, ["SASL_AUTHENTICATION_FAILED"])) {
    return failure("KAFKA_REFUSED", `${place} refused "${access.user}": ${root.message}`, credentialHint);
  }
  if (isOf(root, ["UNSUPPORTED_SASL_MECHANISM", "ILLEGAL_SASL_STATE"])) {
    return failure("KAFKA_REFUSED", `${place} does not let us sign in this way: ${root.message}`, credentialHint);
  }
  if (/^KafkaJS(Connection|RequestTimeout|BrokerNotFound|NoBroker)/.test(root.name)) {
    if (failed) return failed;
    return failure("KAFKA_UNREACHABLE", `${place}: ${root.message}`, reachHint);
  }
  const known = Object.entries(hints).find(([types]) => types.split(" ").includes(root.type ?? ""));
  return failure(`KAFKA_${root.type ?? "FAILED"}`, `${place} says: ${root.message}`, known?.[1]);
}

/** What the library found in the end, under what it tells of its tries. */
export function rootOf(thrown: Error): Thrown {
  let root: Thrown = thrown;
  while (root.cause instanceof Error && root.cause !== root) root = root.cause;
  return root;
}

export const isOf = ({ type }: Thrown, types: readonly string[]) => type !== undefined && types.includes(type);

const credentialHint = "Check the credential: how it signs in, user and password";
const reachHint =
  "Check brokers and encryption of the credential, and whether the brokers can be reached at their advertised.listeners";

const hints: { [types: string]: string } = {
  "UNKNOWN_TOPIC_OR_PARTITION INVALID_TOPIC_EXCEPTION":
    "Check the name of the topic, and whether the user of the credential may see it",
  "MESSAGE_TOO_LARGE RECORD_LIST_TOO_LARGE":
    "Send less in one message, compress it, or raise max.message.bytes of the topic",
  "TOPIC_AUTHORIZATION_FAILED GROUP_AUTHORIZATION_FAILED CLUSTER_AUTHORIZATION_FAILED":
    "Give the user of the credential the right to it in the access lists of Kafka",
  "NOT_ENOUGH_REPLICAS NOT_ENOUGH_REPLICAS_AFTER_APPEND":
    "Too few brokers have the topic now (min.insync.replicas): look at the cluster, or wait for fewer acknowledgements",
  "INVALID_GROUP_ID INCONSISTENT_GROUP_PROTOCOL":
    "Others use this consumer group in another way: choose a group of its own",
};
