import type { Channel, Options } from "amqplib";
import { p } from "@/nodes/sdk";

/** What happens when the queue is not there. */
export const queueParams = () => ({
  queue: p.text({ label: "Queue", required: true }),
  declare: p.choice({
    label: "When there is no such queue",
    cases: {
      make: {
        label: "Make it",
        params: {
          type: p.select({
            label: "Kind",
            options: [
              { value: "classic", label: "Classic" },
              { value: "quorum", label: "Quorum", help: "Kept by several servers" },
            ],
          }),
          durable: p.toggle({
            label: "Keep it over a restart of the server",
            default: true,
            onlyWhen: { type: ["classic"] },
          }),
          autoDelete: p.toggle({
            label: "Delete it when nobody listens any more",
            advanced: true,
            onlyWhen: { type: ["classic"] },
          }),
          deadLetterExchange: p.text({
            label: "Exchange for what is rejected or expires",
            advanced: true,
          }),
          deadLetterRoutingKey: p.text({ label: "Routing key for these", advanced: true }),
          messageTtl: p.number({
            label: "Messages expire after",
            help: "0: never",
            default: 0,
            min: 0,
            integer: true,
            unit: "ms",
            advanced: true,
          }),
        },
      },
      fail: { label: "Fail" },
    },
  }),
});

export type QueueParams = {
  queue: string;
  declare:
    | { is: "fail" }
    | {
        is: "make";
        type: "classic" | "quorum";
        durable: boolean;
        autoDelete: boolean;
        deadLetterExchange: string;
        deadLetterRoutingKey: string;
        messageTtl: number;
      };
};

/** Makes the queue, or fails when it is not there. */
export async function requireQueue(channel: Channel, { queue, declare }: QueueParams): Promise<void> {
  if (declare.is === "fail") await channel.checkQueue(queue);
  else await channel.assertQueue(queue, optionsOf(declare));
}

function optionsOf(declare: Extract<QueueParams["declare"], { is: "make" }>): Options.AssertQueue {
  const isQuorum = declare.type === "quorum";
  return {
    durable: isQuorum || declare.durable,
    autoDelete: !isQuorum && declare.autoDelete,
    deadLetterExchange: declare.deadLetterExchange || undefined,
    deadLetterRoutingKey: declare.deadLetterRoutingKey || undefined,
    messageTtl: declare.messageTtl || undefined,
    ...(isQuorum && { arguments: { "x-queue-type": "quorum" } }),
  };
}
