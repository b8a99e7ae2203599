import type { Msg, NatsConnection } from "@nats-io/transport-node";
import type { Listening } from "@/nodes/sdk/listen";
import { underWay } from "@/nodes/sdk/messages";
import { handOn } from "./message";
import type { Context } from "./trigger";

export type SubjectSource = { is: "subject"; subject: string; group: string };

export async function listenToSubject(
  nats: NatsConnection,
  { subject, group }: SubjectSource,
  context: Context,
): Promise<Listening> {
  const messages = underWay();
  const { promise: ended, reject } = Promise.withResolvers<void>();
  const take = (message: Msg) => messages.begin(handOn(context, message).catch(reject));
  const subscription = nats.subscribe(subject, {
    ...(group && !context.isTest && { queue: group }),
    callback: (error, message) => (error ? reject(error) : take(message)),
  });
  // The server answers once it knows the subscription.
  await nats.flush();
  return {
    ended,
    async close() {
      subscription.unsubscribe();
      await messages.settled();
    },
  };
}
