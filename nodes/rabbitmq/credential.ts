import { encryption } from "@/nodes/credentials/encryption";
import { defineCredential, p } from "@/nodes/sdk";
import { withRabbit } from "./connection";

export type RabbitAccess = {
  host: string;
  port: number;
  vhost: string;
  user: string;
  password: string;
  tls: "none" | "verify" | "any";
};

export const rabbitAccess = defineCredential({
  type: "queue.rabbitmq",
  label: "RabbitMQ",
  summary: "A RabbitMQ server, or another of AMQP 0-9-1",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "rabbitmq.example.com" }),
    port: p.number({ label: "Port", default: 5672, min: 1, max: 65535, integer: true }),
    vhost: p.text({ label: "Virtual host", default: "/", required: true }),
    user: p.text({ label: "User", required: true }),
    password: p.secret({ label: "Password" }),
    tls: encryption,
  },
  tryOut: (values, lent) => withRabbit(values, lent, async () => {}),
});
