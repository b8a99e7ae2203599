import { credential, defineNode, p } from "@/nodes/sdk";
import type { Credential } from "@/nodes/sdk/credential";
import type { Listening, ListenServices } from "@/nodes/sdk/listen";
import { type ReceivedFormat, receivedFormat } from "@/nodes/sdk/messages";
import { explained, openNats } from "./connection";
import { type NatsAccess, natsAccess } from "./credential";
import { listenToStream, type StreamSource } from "./listen-to-stream";
import { listenToSubject, type SubjectSource } from "./listen-to-subject";

/** Messages of a stream are acknowledged once the execution is stored. Those of a bare subject nobody keeps. */
export const natsTrigger = defineNode({
  type: "core.natsTrigger",
  version: 1,
  label: "NATS Trigger",
  summary: "Starts with each message of a NATS subject or JetStream stream",
  category: "trigger",
  icon: "send-horizontal",
  keywords: ["jetstream", "subject", "subscribe", "consumer", "broker", "message", "queue"],
  inputs: [],
  outputs: ["main"],
  credentials: { nats: credential("Server", natsAccess) },
  params: {
    source: p.choice({
      label: "Listen to",
      cases: {
        stream: {
          label: "A stream of JetStream",
          help: "Nothing is lost while nobody listens",
          params: {
            stream: p.text({ label: "Stream", required: true }),
            subjects: p.list({
              label: "Only these subjects",
              help: "None: all of the stream",
              addLabel: "Add subject",
              of: { subject: p.text({ label: "Subject", required: true }) },
            }),
            from: p.select({
              label: "Begin with",
              options: [
                { value: "new", label: "Messages from now on" },
                { value: "all", label: "Those already there, too" },
              ],
              expression: false,
            }),
            consumer: p.text({
              label: "Consumer",
              help: "Its durable name. Empty: one of its own",
              advanced: true,
              expression: false,
            }),
            atOnce: p.number({
              label: "Messages at once",
              help: "That many may be received before the first is stored",
              default: 50,
              min: 1,
              max: 1_000,
              integer: true,
              advanced: true,
            }),
          },
        },
        subject: {
          label: "A subject",
          help: "Messages sent while nobody listens are lost",
          params: {
            subject: p.text({ label: "Subject", help: "* stands for one word, > for all that follow", required: true }),
            group: p.text({
              label: "Queue group",
              help: "Of several that listen in a group, one gets each message",
              advanced: true,
            }),
          },
        },
      },
    }),
    format: receivedFormat(),
  },
  line: "{source.stream}|{source.subject}",
  effect: "none",
  trigger: { kind: "listen", listen: (context) => listen(context as Context) },
  execute: ({ item }) => ({ main: item }),
});

type Params = { source: StreamSource | SubjectSource; format: ReceivedFormat };
export type Context = ListenServices & { params: Params; credentials: { nats: Credential } };

async function listen(context: Context): Promise<Listening> {
  const access = context.credentials.nats.reveal() as NatsAccess;
  const { source } = context.params;
  const nats = await openNats(access, context);
  const opening =
    source.is === "stream" ? listenToStream(nats, source, context) : listenToSubject(nats, source, context);
  const { ended, close } = await opening.catch(async (thrown) => {
    await nats.close();
    throw explained(thrown, access);
  });
  const closed = nats.closed().then((error) => {
    throw explained(error ?? new Error("the connection was closed"), access);
  });
  return {
    ended: Promise.race([ended, closed]).catch((thrown) => {
      throw explained(thrown, access);
    }),
    async close() {
      await close();
      await nats.close();
    },
  };
}
